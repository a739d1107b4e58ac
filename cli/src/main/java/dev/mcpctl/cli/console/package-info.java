/**
 * {@code console}: the messages that pass through mcplocal. Used by the one thread of a command.
 */
@NullMarked
package dev.mcpctl.cli.console;

import org.jspecify.annotations.NullMarked;
