/** {@code delete}: by name, by file, or all of a kind. Used by the one thread of a command. */
@NullMarked
package dev.mcpctl.cli.delete;

import org.jspecify.annotations.NullMarked;
