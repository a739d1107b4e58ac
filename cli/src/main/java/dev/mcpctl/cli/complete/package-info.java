/**
 * {@code completion}: scripts for shells, generated from the command tree; names of objects are
 * asked of the daemon when TAB is pressed. The scripts in {@code completions/} are these.
 */
@NullMarked
package dev.mcpctl.cli.complete;

import org.jspecify.annotations.NullMarked;
