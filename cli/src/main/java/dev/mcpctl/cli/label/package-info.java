/** {@code label}: labels of resources, set and taken away. Used by the one thread of a command. */
@NullMarked
package dev.mcpctl.cli.label;

import org.jspecify.annotations.NullMarked;
