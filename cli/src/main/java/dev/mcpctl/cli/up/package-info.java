/**
 * Starting and stopping: {@code up}, {@code down}, {@code run}. What runs in the background is
 * started by the supervisor alone; these verbs write down what is wanted and wait until it is so.
 */
@NullMarked
package dev.mcpctl.cli.up;

import org.jspecify.annotations.NullMarked;
