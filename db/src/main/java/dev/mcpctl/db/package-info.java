/**
 * The only module that knows SQL. {@link dev.mcpctl.db.Database#open} starts, adopts or reaches
 * PostgreSQL, migrates it, checks the master key and builds every part; {@link
 * dev.mcpctl.db.Database#close} takes all of it down in reverse. Every method blocks and may be
 * called from any virtual thread; a database that is away is a {@link
 * dev.mcpctl.api.problem.Problem} of type unavailable, and the next call that finds it back
 * succeeds.
 */
@NullMarked
package dev.mcpctl.db;

import org.jspecify.annotations.NullMarked;
