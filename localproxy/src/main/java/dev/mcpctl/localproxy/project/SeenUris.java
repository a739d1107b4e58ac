package dev.mcpctl.localproxy.project;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who sent a URI that nobody lists: servers link to such in results, and clients then read them.
 * Remembers the latest few thousand. Safe on any thread.
 */
final class SeenUris {
    private static final int MAX_REMEMBERED = 4_096;

    // guarded by this
    private final Map<String, String> senders =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };

    /** Notes that a server sent a URI; the one who sent it first is returned. */
    synchronized String senderOf(String uri, String alias) {
        String first = senders.putIfAbsent(uri, alias);
        return first == null ? alias : first;
    }

    synchronized Optional<String> sender(String uri) {
        return Optional.ofNullable(senders.get(uri));
    }

    /** Forgets a server that is not attached any more. */
    synchronized void forget(String alias) {
        senders.values().removeIf(alias::equals);
    }
}
