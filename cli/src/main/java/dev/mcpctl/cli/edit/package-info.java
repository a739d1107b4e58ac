/** {@code edit}: one resource in the user's editor. Used by the one thread of a command. */
@NullMarked
package dev.mcpctl.cli.edit;

import org.jspecify.annotations.NullMarked;
