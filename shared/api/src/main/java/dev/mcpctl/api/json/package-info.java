/**
 * JSON at the edges of the programs: the one place that configures Jackson. Immutable and
 * thread-safe.
 */
@NullMarked
package dev.mcpctl.api.json;

import org.jspecify.annotations.NullMarked;
