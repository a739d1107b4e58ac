package dev.mcpctl.localproxy.filter;

import dev.mcpctl.localproxy.traffic.TrafficRecorder;
import dev.mcpctl.mcp.exchange.Filter;

import java.util.List;

/** What every message passes between a client and the router, outermost first. */
public final class Filters {
    private Filters() {}

    public static List<Filter> inOrder(TrafficRecorder traffic) {
        return List.of(
                // Outermost: it shows what the client sent and what it got, refusals included.
                traffic);
    }
}
