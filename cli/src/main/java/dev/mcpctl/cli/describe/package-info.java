/**
 * {@code describe}: one resource in words; mcpd writes them. Used by the one thread of a command.
 */
@NullMarked
package dev.mcpctl.cli.describe;

import org.jspecify.annotations.NullMarked;
