/**
 * Who a caller is. Tokens are known by their hash only; every lookup is in memory, and the database
 * is asked again when a token is unknown. Any thread, except where a method says that it blocks.
 */
@NullMarked
package dev.mcpctl.daemon.access;

import org.jspecify.annotations.NullMarked;
