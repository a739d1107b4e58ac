/**
 * The server side: clients of every revision, on Streamable HTTP, on HTTP+SSE and on lines of a
 * byte stream, served by one {@link dev.mcpctl.mcp.exchange.McpEndpoint}. {@link
 * dev.mcpctl.mcp.face.HttpFace} and {@link dev.mcpctl.mcp.face.SseFace} are called on event loops
 * and cross to one virtual thread for each request; {@link dev.mcpctl.mcp.face.LineFace} blocks the
 * thread it is given. Who the client is was decided before a face is called.
 */
@NullMarked
package dev.mcpctl.mcp.face;

import org.jspecify.annotations.NullMarked;
