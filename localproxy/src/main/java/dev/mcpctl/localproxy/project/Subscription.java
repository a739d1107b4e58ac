package dev.mcpctl.localproxy.project;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One client's subscription. List changes come from the project; updates of single resources from
 * subscriptions at the servers that have them. What comes close together is told once. Safe on any
 * thread; the sink is told one thing at a time, under this object's lock.
 */
final class Subscription {
    private static final Duration GATHERING = Duration.ofMillis(80);

    private final Background background;
    private final Call call;
    private final SubscriptionFilter filter;
    private final SubscriptionSink sink;

    // All guarded by this.
    private final Map<AttachedServer, Listening> bound = new HashMap<>();
    private final Map<String, Notification> waiting = new LinkedHashMap<>();
    private boolean isFlushDue;
    private boolean isOver;

    Subscription(
            Background background, Call call, SubscriptionFilter filter, SubscriptionSink sink) {
        this.background = background;
        this.call = call;
        this.filter = filter;
        this.sink = sink;
    }

    /** All lists are honoured: a project's can change whether or not its servers say so. */
    synchronized void acknowledge(Project project) {
        Set<String> uris = new HashSet<>();
        for (String uri : filter.resources()) {
            if (serverOf(project, uri).filter(Subscription::canUpdate).isPresent()) {
                uris.add(uri);
            }
        }
        sink.acknowledged(filter.withResources(uris));
    }

    void changed(Set<ListKind> kinds) {
        for (ListKind kind : kinds) {
            tell(kind.changed(), new Notification(kind.changed()));
        }
    }

    /** Subscribes at the servers that have the resources now, and nowhere else. */
    void rebind(Project project) {
        if (filter.resources().isEmpty()) {
            return;
        }
        Map<AttachedServer, Set<String>> wanted = new LinkedHashMap<>();
        for (String uri : filter.resources()) {
            serverOf(project, uri)
                    .filter(Subscription::canUpdate)
                    .ifPresent(server ->
                            origin(project, uri)
                                    .ifPresent(origin ->
                                            wanted.computeIfAbsent(server, _ -> new HashSet<>())
                                                    .add(origin.uri())));
        }
        synchronized (this) {
            if (isOver) {
                return;
            }
            bound.keySet().removeIf(server -> !project.servers().contains(server));
            wanted.keySet().removeAll(bound.keySet());
            wanted.keySet().forEach(server -> bound.put(server, () -> {}));
        }
        wanted.forEach((server, uris) -> background.run(() -> bind(project, server, uris)));
    }

    private void bind(Project project, AttachedServer server, Set<String> uris) {
        SubscriptionFilter at = SubscriptionFilter.none().withResources(uris);
        try {
            Call asked = call.withParams(Json.object("notifications", at.json()));
            Listening opened = server.upstream().listen(asked, at, new FromServer(project, server));
            synchronized (this) {
                if (!isOver && bound.containsKey(server)) {
                    bound.put(server, opened);
                    return;
                }
            }
            opened.close();
        } catch (McpException refused) {
            synchronized (this) {
                bound.remove(server);
            }
        }
    }

    private static Optional<ResourceUris.Origin> origin(Project project, String uri) {
        Optional<ResourceUris.Origin> listed = project.merged().uris().origin(uri);
        return listed.isPresent()
                ? listed
                : project.seen()
                        .sender(uri)
                        .or(() -> onlyTeller(project))
                        .map(alias -> new ResourceUris.Origin(alias, uri));
    }

    /**
     * Servers have resources that they list nowhere; of one alone that can tell there is no doubt.
     */
    private static Optional<String> onlyTeller(Project project) {
        List<AttachedServer> tellers =
                project.servers().stream().filter(Subscription::canUpdate).toList();
        return tellers.size() == 1 ? Optional.of(tellers.getFirst().alias()) : Optional.empty();
    }

    private static Optional<AttachedServer> serverOf(Project project, String uri) {
        return origin(project, uri).flatMap(origin -> project.server(origin.alias()));
    }

    private static boolean canUpdate(AttachedServer server) {
        return server.discovery().filter(found -> found.has("resources", "subscribe")).isPresent();
    }

    /** The latest of one key is told, once, a moment from now. */
    private synchronized void tell(String key, Notification event) {
        if (isOver || !filter.wants(event)) {
            return;
        }
        waiting.put(key, event);
        if (!isFlushDue) {
            isFlushDue = true;
            background.after(GATHERING, this::flush);
        }
    }

    private synchronized void flush() {
        isFlushDue = false;
        if (!isOver) {
            waiting.values().forEach(sink::event);
        }
        waiting.clear();
    }

    /** The client has gone. */
    void close() {
        Map<AttachedServer, Listening> open;
        synchronized (this) {
            isOver = true;
            open = Map.copyOf(bound);
            bound.clear();
        }
        open.values().forEach(Listening::close);
    }

    /** The project has gone. */
    void end() {
        flush();
        close();
        sink.ended();
    }

    /** One server's updates, under the names that this client knows. */
    private final class FromServer implements SubscriptionSink {
        private final Project project;
        private final AttachedServer server;

        private FromServer(Project project, AttachedServer server) {
            this.project = project;
            this.server = server;
        }

        @Override
        public void acknowledged(SubscriptionFilter honoured) {
            // The client was told what can be honoured when it subscribed.
        }

        @Override
        public void event(Notification event) {
            if (!event.method().equals(Methods.RESOURCE_UPDATED)) {
                return;
            }
            String uri = event.params().text("uri").orElse("");
            String outward = project.merged().uris().outward(server.alias(), uri);
            // A client may have asked by the wrapped form of a URI that needs no wrapping.
            String wrapped = ResourceUris.wrap(server.alias(), uri);
            String known = filter.resources().contains(wrapped) ? wrapped : outward;
            tell(
                    "updated " + known,
                    new Notification(event.method(), event.params().with("uri", Json.of(known))));
        }

        @Override
        public void ended() {
            synchronized (Subscription.this) {
                bound.remove(server);
            }
        }
    }
}
