/**
 * mcplocal: one MCP endpoint for each project, on this machine, for one person. {@link
 * dev.mcpctl.localproxy.LocalProxy} is the program; {@link dev.mcpctl.localproxy.ProxyRun} is
 * everything it holds, started in order and stopped in reverse.
 */
@NullMarked
package dev.mcpctl.localproxy;

import org.jspecify.annotations.NullMarked;
