/**
 * The sockets that clients of this machine reach us by: HTTP with the projects' MCP endpoints,
 * single calls, the traffic and the status; and the Unix socket of the bridge. Who may speak is
 * decided here, before anything is parsed. HTTP is read and written on event loops; whatever blocks
 * runs on a virtual thread for each request.
 */
@NullMarked
package dev.mcpctl.localproxy.control;

import org.jspecify.annotations.NullMarked;
