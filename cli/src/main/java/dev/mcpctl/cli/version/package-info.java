/** {@code version}: of this program and of the daemon. Used by the one thread of a command. */
@NullMarked
package dev.mcpctl.cli.version;

import org.jspecify.annotations.NullMarked;
