/**
 * The table of instances: made, moved and deleted by the reconciler, shown as resources of kind
 * instance. Any thread; every method blocks.
 */
@NullMarked
package dev.mcpctl.db.instance;

import org.jspecify.annotations.NullMarked;
