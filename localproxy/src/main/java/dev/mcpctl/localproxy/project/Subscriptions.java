package dev.mcpctl.localproxy.project;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The open subscriptions of one project. Safe on any thread. */
final class Subscriptions {
    private final Background background;
    private final List<Subscription> open = new CopyOnWriteArrayList<>();

    Subscriptions(Background background) {
        this.background = background;
    }

    /** Opens one; the sink is told what is honoured before this returns. */
    Listening open(Project project, Call call, SubscriptionFilter filter, SubscriptionSink sink) {
        Subscription subscription = new Subscription(background, call, filter, sink);
        subscription.acknowledge(project);
        open.add(subscription);
        subscription.rebind(project);
        return () -> {
            open.remove(subscription);
            subscription.close();
        };
    }

    /** Lists look different now; those who asked are told within a moment, once for each list. */
    void changed(Collection<ListKind> kinds) {
        Set<ListKind> all = Set.copyOf(kinds);
        open.forEach(subscription -> subscription.changed(all));
    }

    /** Servers came or went: updates of resources are asked of those that have them now. */
    void rebind(Project project) {
        open.forEach(subscription -> subscription.rebind(project));
    }

    /** There will be nothing more to tell. */
    void endAll() {
        List<Subscription> all = List.copyOf(open);
        open.removeAll(all);
        all.forEach(Subscription::end);
    }
}
