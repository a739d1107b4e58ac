/**
 * The traffic of mcplocal on a screen. One thread reads it into a bounded log, one shows what the
 * log holds; neither makes mcplocal wait. Only the screen itself knows the terminal's library,
 * which nothing but this verb loads.
 */
@NullMarked
package dev.mcpctl.cli.inspect;

import org.jspecify.annotations.NullMarked;
