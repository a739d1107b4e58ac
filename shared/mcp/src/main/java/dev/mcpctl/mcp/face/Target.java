package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.exchange.McpEndpoint;

/**
 * Where a client's messages go, and as whom.
 *
 * @param name of what is served at this path (a project, a server); a session made for one name is
 *     unknown at another
 * @param endpoint stands for that name; a handshake-era session keeps the one it began with
 * @param principal the authenticated client; a session is its maker's alone
 */
public record Target(String name, McpEndpoint endpoint, String principal) {}
