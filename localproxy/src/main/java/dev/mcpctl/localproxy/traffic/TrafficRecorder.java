package dev.mcpctl.localproxy.traffic;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Filter;
import dev.mcpctl.mcp.exchange.FilterResult;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.Outcome;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.exchange.TrafficTap;
import dev.mcpctl.mcp.message.Json;

/**
 * Shows one project's messages to the feed: as a filter the client's side, by {@link #around} the
 * servers'. Changes nothing.
 */
public final class TrafficRecorder implements Filter {
    private final TrafficFeed feed;
    private final TrafficTap tap;

    public TrafficRecorder(String project, TrafficFeed feed) {
        this.feed = feed;
        this.tap = new TrafficTap(traffic -> feed.show(project, traffic));
    }

    @Override
    public FilterResult onRequest(Call call) {
        if (!feed.isWatched()) {
            return new FilterResult.Forward(call);
        }
        call.meta().clientName().ifPresent(name -> feed.note(call.caller(), name));
        return tap.onRequest(call);
    }

    @Override
    public Outcome onResponse(Call call, Outcome outcome) {
        return feed.isWatched() ? tap.onResponse(call, outcome) : outcome;
    }

    @Override
    public SubscriptionSink onListen(Call call, SubscriptionSink sink) {
        return tap.onListen(call, sink);
    }

    /** Calls a server, with the call as the server gets it. */
    public Json around(String server, McpEndpoint upstream, Call call) {
        return feed.isWatched() ? tap.around(server, upstream, call) : upstream.call(call);
    }
}
