/**
 * mcpd: {@link dev.mcpctl.daemon.Daemon} builds every part by constructor and closes them in
 * reverse.
 */
@NullMarked
package dev.mcpctl.daemon;

import org.jspecify.annotations.NullMarked;
