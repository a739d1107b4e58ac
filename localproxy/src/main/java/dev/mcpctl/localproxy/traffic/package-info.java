/**
 * What passes, for whoever watches. {@link dev.mcpctl.localproxy.traffic.TrafficRecorder} is the
 * filter that sees it, on the threads of the exchanges; {@link
 * dev.mcpctl.localproxy.traffic.TrafficFeed} hands it to the watchers, each with a bounded queue of
 * its own: a watcher that does not keep up loses messages, which are counted, and delays nobody.
 */
@NullMarked
package dev.mcpctl.localproxy.traffic;

import org.jspecify.annotations.NullMarked;
