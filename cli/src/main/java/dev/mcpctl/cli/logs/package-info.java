/** {@code logs}: what a server wrote, as mcpd kept it. Used by the one thread of a command. */
@NullMarked
package dev.mcpctl.cli.logs;

import org.jspecify.annotations.NullMarked;
