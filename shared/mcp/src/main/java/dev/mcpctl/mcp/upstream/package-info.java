/**
 * The client side: servers behind us, each reached over a byte stream, Streamable HTTP or HTTP+SSE,
 * in whichever era it speaks. To their callers all are {@link dev.mcpctl.mcp.upstream.Upstream}s
 * that take and give the form of 2026-07-28. Callers block on threads of their own; the sockets are
 * on event loops or reader threads that never run a caller's code longer than it takes to hand
 * over.
 */
@NullMarked
package dev.mcpctl.mcp.upstream;

import org.jspecify.annotations.NullMarked;
