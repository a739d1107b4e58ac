/**
 * The REST routes of every kind, derived from the list of kinds: read, write, watch, table,
 * description, apply, export. Reads are answered from the catalog in memory, also while the
 * database is away; writes go through one place that checks them and answer when this replica's
 * catalog has passed them. Routes run on the requests' virtual threads.
 */
@NullMarked
package dev.mcpctl.daemon.resource;

import org.jspecify.annotations.NullMarked;
