package dev.mcpctl.daemon.http;

import io.vertx.core.net.HostAndPort;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which {@code Host} a request may name. On loopback only the machine's own names, so that a web
 * page cannot reach this port by a name of its own that it lets point here.
 */
final class KnownHosts {
    private static final Set<String> LOOPBACK =
            Set.of("localhost", "127.0.0.1", "::1", "[::1]", "0:0:0:0:0:0:0:1");

    private final boolean isLoopback;
    private final Optional<URI> publicUrl;

    /**
     * @param publicUrl by which name others reach it, through whatever stands in front
     */
    KnownHosts(String boundHost, Optional<URI> publicUrl) {
        this.isLoopback = isLoopback(boundHost);
        this.publicUrl = publicUrl;
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
        return authority != null
                && (isLoopback(authority.host())
                        || publicUrl
                                .filter(known -> known.getHost().equalsIgnoreCase(authority.host()))
                                .isPresent());
    }

    /**
     * Whether a web page of this origin may use us: only one that we would have served. Programs
     * send no {@code Origin}.
     */
    boolean allowOrigin(@Nullable String origin, @Nullable HostAndPort authority) {
        if (origin == null) {
            return true;
        }
        try {
            URI page = URI.create(origin);
            if (publicUrl.filter(known -> isOneOrigin(known, page)).isPresent()) {
                return true;
            }
            return authority != null
                    && authority.host().equalsIgnoreCase(page.getHost())
                    && port(page.getPort(), page) == port(authority.port(), page);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static boolean isOneOrigin(URI known, URI page) {
        return known.getScheme().equals(page.getScheme())
                && known.getHost().equalsIgnoreCase(page.getHost())
                && port(known.getPort(), known) == port(page.getPort(), page);
    }

    private static int port(int given, URI page) {
        return given >= 0 ? given : "https".equals(page.getScheme()) ? 443 : 80;
    }
}
