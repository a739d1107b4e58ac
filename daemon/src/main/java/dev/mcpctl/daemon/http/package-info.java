/**
 * The daemon's HTTP listener. A feature hands over its {@link dev.mcpctl.daemon.http.Route}s; every
 * request is authenticated before one is looked for, but for those that are open to everybody. An
 * {@link dev.mcpctl.daemon.http.Endpoint} runs on a virtual thread and answers or throws a Problem;
 * a {@link dev.mcpctl.daemon.http.RawEndpoint} runs on the event loop with Vert.x's own request.
 * Nothing of Vert.x leaves this package otherwise. {@link dev.mcpctl.daemon.http.ApiServer} is
 * closed by who made it, before anything that endpoints use.
 */
@NullMarked
package dev.mcpctl.daemon.http;

import org.jspecify.annotations.NullMarked;
