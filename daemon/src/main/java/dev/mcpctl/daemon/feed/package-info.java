/**
 * What this replica knows of the resources. {@link dev.mcpctl.daemon.feed.FeedCursor} reads the
 * change feed in order, on one thread of its own, and replaces the immutable {@link
 * dev.mcpctl.daemon.feed.Catalog}; whoever must react to changes is called after that, or follows
 * with a queue of its own. Reading the catalog touches no database and takes no lock. Close the
 * cursor after its readers and before the database.
 */
@NullMarked
package dev.mcpctl.daemon.feed;

import org.jspecify.annotations.NullMarked;
