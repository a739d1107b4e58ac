/** {@code call}: one tool call through mcplocal, as a client of the project would make it. */
@NullMarked
package dev.mcpctl.cli.call;

import org.jspecify.annotations.NullMarked;
