/** What takes many minutes, against an mcpd in a process of its own; {@code mvn -Psoak verify}. */
@NullMarked
package dev.mcpctl.daemon.soak;

import org.jspecify.annotations.NullMarked;
