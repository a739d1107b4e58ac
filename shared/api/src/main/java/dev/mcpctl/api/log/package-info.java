/**
 * The log of a daemon: one JSON object a line on stderr, installed once, first thing in {@code
 * main}. What is logged goes through slf4j or {@code java.util.logging}, from any thread.
 */
@NullMarked
package dev.mcpctl.api.log;

import org.jspecify.annotations.NullMarked;
