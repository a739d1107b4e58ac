package dev.mcpctl.daemon.mcp;

import dev.mcpctl.api.server.ServerSpec;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.server.Presence;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.HeaderParam;

import java.util.List;
import java.util.function.Supplier;

/**
 * One server, whichever instance of it runs: calls go to the instance that runs now, a subscription
 * goes on over instances.
 */
final class ServerEndpoint implements McpEndpoint {
    private static final List<String> LISTS = List.of("tools", "prompts", "resources");

    private final String server;
    private final Presence presence;
    private final Supplier<Catalog> catalog;

    ServerEndpoint(String server, Presence presence, Supplier<Catalog> catalog) {
        this.server = server;
        this.presence = presence;
        this.catalog = catalog;
    }

    @Override
    public Json call(Call call) {
        ServerSpec spec =
                catalog.get()
                        .spec(Servers.KIND, server)
                        .orElseThrow(() ->
                                McpException.upstream(
                                        server, "server \"" + server + "\" was deleted"));
        Call bounded = call.withDeadline(call.deadline().orAfter(spec.timeout()));
        Json result = presence.call(bounded);
        return call.method().equals(Methods.DISCOVER) ? changing(result) : result;
    }

    @Override
    public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
        ServerListening listening = new ServerListening(presence, call, filter, sink);
        listening.begin(presence.ready(call));
        return listening;
    }

    @Override
    public List<HeaderParam> headerParams(Call call) {
        return presence.serving(call.caller())
                .map(upstream -> upstream.headerParams(call))
                .orElse(List.of());
    }

    @Override
    public void forget(Caller caller) {
        presence.forget(caller);
    }

    /** Every list can change, whatever the server says: another instance may take its place. */
    private static Json changing(Json discovery) {
        Json capabilities = discovery.get("capabilities").orElse(Json.object());
        for (String list : LISTS) {
            Json declared = capabilities.get(list).orElse(Json.nothing());
            if (declared.isObject()) {
                capabilities = capabilities.with(list, declared.with("listChanged", Json.of(true)));
            }
        }
        return discovery.with("capabilities", capabilities);
    }
}
