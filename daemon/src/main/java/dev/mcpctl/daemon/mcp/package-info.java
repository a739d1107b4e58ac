/**
 * MCP towards the servers that this mcpd runs: one endpoint for each server, and the inner hop, one
 * for each attachment of a project. {@link dev.mcpctl.daemon.mcp.McpRoutes} is called on event
 * loops; everything behind it runs on the virtual thread of its request and reads no database.
 */
@NullMarked
package dev.mcpctl.daemon.mcp;

import org.jspecify.annotations.NullMarked;
