/**
 * Measurements of the staged product, run by {@code mvn -Pbench verify} and by nothing else. What
 * they print is the result; they fail only when a figure is so far off its target that no noise of
 * the machine explains it.
 */
@NullMarked
package dev.mcpctl.cli.bench;

import org.jspecify.annotations.NullMarked;
