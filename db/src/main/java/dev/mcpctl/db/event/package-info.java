/** What happened to objects, for people: bounded, counted, outside the feed. Any thread. */
@NullMarked
package dev.mcpctl.db.event;

import org.jspecify.annotations.NullMarked;
