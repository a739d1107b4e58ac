/**
 * Drives each server from what it is to what its spec says. {@link
 * dev.mcpctl.daemon.server.ServerReconciler} hears of changes from the feed's cursor and wakes one
 * worker for each server; each instance of its {@link dev.mcpctl.daemon.server.Fleet} lives on a
 * virtual thread of its own, and {@link dev.mcpctl.daemon.server.Rollout} decides which to start
 * and which to end next. Whoever wants to talk to a server asks its {@link
 * dev.mcpctl.daemon.server.Presence}, which picks an instance from memory and needs no database.
 * What was observed is written behind, so that a database that is away delays no start and no call.
 * Closed before the feed and the database.
 */
@NullMarked
package dev.mcpctl.daemon.server;

import org.jspecify.annotations.NullMarked;
