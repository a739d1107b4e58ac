package dev.mcpctl.localproxy.traffic;

import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Traffic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hands what passes to those who watch. Never blocks who shows. Safe on any thread. */
public final class TrafficFeed {
    private static final int MAX_CLIENTS = 1_024;

    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    // What conversations call their clients; guarded by itself.
    private final Map<String, String> clients =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > MAX_CLIENTS;
                }
            };

    /** Whether anybody would see a message; nothing is made of it otherwise. */
    public boolean isWatched() {
        return !watchers.isEmpty();
    }

    /**
     * Begins to watch; the caller closes what it gets.
     *
     * @param project only that one; empty for all
     */
    public Watcher watch(Optional<String> project) {
        Watcher watcher = new Watcher(project, watchers::remove);
        watchers.add(watcher);
        return watcher;
    }

    void note(Caller caller, String client) {
        synchronized (clients) {
            clients.put(caller.conversation(), client);
        }
    }

    void show(String project, Traffic traffic) {
        if (watchers.isEmpty()) {
            return;
        }
        String client;
        synchronized (clients) {
            client = clients.getOrDefault(traffic.caller().conversation(), "");
        }
        SeenMessage message = new SeenMessage(project, client, traffic);
        watchers.forEach(watcher -> watcher.offer(message));
    }
}
