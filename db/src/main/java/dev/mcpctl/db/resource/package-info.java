/**
 * The generic resource store: one table, metadata in columns, spec and status as jsonb. Every
 * mutation writes its feed rows in the same transaction. Any thread; every method blocks.
 */
@NullMarked
package dev.mcpctl.db.resource;

import org.jspecify.annotations.NullMarked;
