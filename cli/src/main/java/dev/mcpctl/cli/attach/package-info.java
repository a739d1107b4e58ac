/**
 * {@code attach-server} and {@code detach-server}: which servers a project has. Used by the one
 * thread of a command.
 */
@NullMarked
package dev.mcpctl.cli.attach;

import org.jspecify.annotations.NullMarked;
