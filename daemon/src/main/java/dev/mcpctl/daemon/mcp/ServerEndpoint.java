package dev.mcpctl.daemon.mcp;

import dev.mcpctl.api.server.ServerSpec;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.api.server.SessionMode;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.server.Presence;
import dev.mcpctl.db.instance.Owner;
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
import java.util.Set;
import java.util.function.Supplier;

/**
 * One server, whichever instance of it runs: calls go to the instance that runs now, a subscription
 * goes on over instances. Where the server's {@code sessionMode} gives each caller an instance of
 * their own, what it is and its lists are asked of the one that serves everybody, so that all are
 * shown the same; everything else goes to the caller's.
 */
final class ServerEndpoint implements McpEndpoint {
    private static final List<String> LISTS = List.of("tools", "prompts", "resources");
    private static final Set<String> THE_SAME_FOR_ALL =
            Set.of(
                    Methods.DISCOVER,
                    Methods.TOOLS_LIST,
                    Methods.PROMPTS_LIST,
                    Methods.RESOURCES_LIST,
                    Methods.RESOURCES_TEMPLATES_LIST);

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
        ServerSpec spec = spec();
        Call bounded = call.withDeadline(call.deadline().orAfter(spec.timeout()));
        Owner owner =
                THE_SAME_FOR_ALL.contains(call.method())
                        ? Owner.EVERYBODY
                        : owner(spec.sessionMode(), call.caller());
        Json result = presence.call(bounded, owner);
        return call.method().equals(Methods.DISCOVER) ? changing(result) : result;
    }

    @Override
    public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
        Owner owner =
                filter.resources().isEmpty()
                        ? Owner.EVERYBODY
                        : owner(spec().sessionMode(), call.caller());
        ServerListening listening = new ServerListening(presence, call, owner, filter, sink);
        listening.begin();
        return listening;
    }

    @Override
    public List<HeaderParam> headerParams(Call call) {
        return presence.serving(call.caller(), Owner.EVERYBODY)
                .map(upstream -> upstream.headerParams(call))
                .orElse(List.of());
    }

    @Override
    public void forget(Caller caller) {
        presence.forget(caller);
    }

    private ServerSpec spec() {
        return catalog.get()
                .spec(Servers.KIND, server)
                .orElseThrow(() ->
                        McpException.upstream(server, "server \"" + server + "\" was deleted"));
    }

    private static Owner owner(SessionMode mode, Caller caller) {
        return switch (mode) {
            case SHARED -> Owner.EVERYBODY;
            case PER_USER -> Owner.user(caller.principal());
            case PER_SESSION -> Owner.session(caller.principal(), caller.conversation());
        };
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
