/**
 * The path of one message between a face and an upstream, in the form of 2026-07-28. An {@link
 * dev.mcpctl.mcp.exchange.McpEndpoint} is whatever answers; {@link
 * dev.mcpctl.mcp.exchange.Exchange} is the chain of filters in front of a daemon's router. Calls
 * block, each on the virtual thread of its own exchange; nothing here may be called on an event
 * loop. Knows no sockets.
 */
@NullMarked
package dev.mcpctl.mcp.exchange;

import org.jspecify.annotations.NullMarked;
