/**
 * The change feed: every mutation writes its rows in its own transaction, whose first statement is
 * the feed's lock, so that positions become visible in order; a notification carries the newest
 * position. Followers read on from their own cursor. Of secrets it holds key names and keyed hashes
 * only.
 */
@NullMarked
package dev.mcpctl.db.feed;

import org.jspecify.annotations.NullMarked;
