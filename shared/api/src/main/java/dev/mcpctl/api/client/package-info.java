/**
 * mcpd's REST API as typed calls, for the command line and for mcplocal. Calls block; any thread;
 * nothing is retried but what {@link dev.mcpctl.api.client.DaemonClient#apply} says. Whatever fails
 * is a {@link dev.mcpctl.api.problem.Problem}: as mcpd sent it, or UNREACHABLE when it did not
 * answer.
 */
@NullMarked
package dev.mcpctl.api.client;

import org.jspecify.annotations.NullMarked;
