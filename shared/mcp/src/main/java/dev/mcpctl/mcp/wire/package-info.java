/**
 * The revisions of the protocol and what differs between them, nothing else: which methods each
 * has, and how a result in the form of 2026-07-28 looks to a client of an older one, or came from a
 * server of an older one. Pure functions over {@link dev.mcpctl.mcp.message.Json}.
 */
@NullMarked
package dev.mcpctl.mcp.wire;

import org.jspecify.annotations.NullMarked;
