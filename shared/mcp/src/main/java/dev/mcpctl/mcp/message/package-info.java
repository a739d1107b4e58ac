/**
 * JSON-RPC messages as values: read once by a streaming parser, their {@code params} and {@code
 * result} kept as slices of the bytes they came in. Everything here is immutable and safe on any
 * thread; nothing blocks and nothing does I/O. What a peer sent wrongly surfaces as {@link
 * dev.mcpctl.mcp.message.McpException} or as {@link dev.mcpctl.mcp.message.Frame.Malformed}.
 */
@NullMarked
package dev.mcpctl.mcp.message;

import org.jspecify.annotations.NullMarked;
