/**
 * Sealed values: AES-256-GCM under a key that lies in a file outside the database. Each value has a
 * nonce of its own and is bound to its resource and key name; the id of the key that sealed it
 * stands beside it. Plain values never reach a statement, a log or the feed.
 */
@NullMarked
package dev.mcpctl.db.secret;

import org.jspecify.annotations.NullMarked;
