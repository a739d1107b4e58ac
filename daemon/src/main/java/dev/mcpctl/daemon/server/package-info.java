/**
 * Drives each server from what it is to what its spec says. {@link
 * dev.mcpctl.daemon.server.ServerReconciler} hears of changes from the feed's cursor and wakes one
 * worker for each server; a worker's instance lives on a virtual thread of its own. Whoever wants
 * to talk to a server asks its {@link dev.mcpctl.daemon.server.Presence}, which is in memory and
 * needs no database. What was observed is written behind, so that a database that is away delays no
 * start and no call. Closed before the feed and the database.
 */
@NullMarked
package dev.mcpctl.daemon.server;

import org.jspecify.annotations.NullMarked;
