/**
 * What crosses the eras: calls that a server of the handshake era is in the middle of, while its
 * client, who has an answer that is none yet, comes back with what the server asked. Called on the
 * threads of the requests; blocks nowhere. Whoever makes a {@link
 * dev.mcpctl.mcp.bridge.ParkedCalls} closes it.
 */
@NullMarked
package dev.mcpctl.mcp.bridge;

import org.jspecify.annotations.NullMarked;
