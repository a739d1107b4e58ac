/**
 * Sessions, transactions, and what a failed statement means to a user. Every part of the store runs
 * its statements through here. Any thread; every method blocks.
 */
@NullMarked
package dev.mcpctl.db.transaction;

import org.jspecify.annotations.NullMarked;
