package dev.mcpctl.daemon.http;

import io.vertx.core.net.HostAndPort;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Set;

/**
 * Which {@code Host} a request may name. On loopback only the machine's own names, so that a web
 * page cannot reach this port by a name of its own that it lets point here.
 */
final class KnownHosts {
    private static final Set<String> LOOPBACK =
            Set.of("localhost", "127.0.0.1", "::1", "[::1]", "0:0:0:0:0:0:0:1");

    private final boolean isLoopback;

    KnownHosts(String boundHost) {
        this.isLoopback = isLoopback(boundHost);
    }

    /** Whether nobody but this machine reaches an address bound to {@code host}. */
    static boolean isLoopback(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(lower) || lower.startsWith("127.");
    }

    boolean allow(@Nullable HostAndPort authority) {
        if (!isLoopback) {
            return true;
        }
        return authority != null && isLoopback(authority.host());
    }
}
