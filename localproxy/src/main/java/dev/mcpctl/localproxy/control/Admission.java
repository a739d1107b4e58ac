package dev.mcpctl.localproxy.control;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.socket.TcpTable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may speak to us over TCP: a process of our own user on this machine, as long as none of them
 * hands on what comes from elsewhere, else who knows the token in {@link Home#localProxyToken},
 * which only our user can read. And nobody whom a browser sends from elsewhere. Immutable but for
 * the port; safe on any thread.
 */
final class Admission {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int TOKEN_BYTES = 32;
    private static final String BEARER = "bearer ";

    /**
     * What a request says of where it comes from; null for a header that is absent.
     *
     * @param host {@code Host}
     */
    record Claims(@Nullable String host, @Nullable String origin, @Nullable String fetchSite) {}

    private final Path tokenFile;
    private final byte[] token;
    private final String listenHost;
    private final RemoteAccess remote;
    private final int ownUid;

    private Admission(
            Path tokenFile, byte[] token, String listenHost, RemoteAccess remote, int ownUid) {
        this.tokenFile = tokenFile;
        this.token = token;
        this.listenHost = listenHost;
        this.remote = remote;
        this.ownUid = ownUid;
    }

    /**
     * The rules for an address. The token is made when there is none, but not for an address that
     * other machines reach: there somebody must have meant it.
     *
     * @throws Problem LOCAL
     */
    static Admission of(Home home, String host, RemoteAccess remote) {
        Path file = home.localProxyToken();
        try {
            if (!Files.exists(file)) {
                if (!remote.isLoopback()) {
                    throw new Problem(
                            ProblemType.LOCAL,
                            "MCPLOCAL_HOST="
                                    + host
                                    + " is reached from other machines, and "
                                    + file
                                    + " does not exist; write a token of at least 32 characters there (mode 0600) first");
                }
                byte[] random = new byte[TOKEN_BYTES];
                new SecureRandom().nextBytes(random);
                home.writePrivate(
                        file,
                        (HexFormat.of().formatHex(random) + "\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            Home.checkPrivateFile(file);
            String token = Files.readString(file).strip();
            if (token.length() < TOKEN_BYTES) {
                throw new Problem(
                        ProblemType.LOCAL, file + ": expected a token of at least 32 characters");
            }
            int uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            return new Admission(file, token.getBytes(StandardCharsets.UTF_8), host, remote, uid);
        } catch (IOException e) {
            throw new Problem(ProblemType.LOCAL, "cannot use " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Whether the other end of a connection is a process of our own user. Reads files: once for
     * each connection, not on an event loop.
     */
    boolean isOwn(InetSocketAddress client, InetSocketAddress server) {
        // A proxy or a tunnel on this machine would lend its user to everybody behind it.
        if (remote.isOpen() || !client.getAddress().isLoopbackAddress()) {
            return false;
        }
        // The kernel writes the table piece by piece and may skip a row while others come and go.
        for (int tries = 0; tries < 2; tries++) {
            Optional<Integer> owner = TcpTable.ownerOf(client, server);
            if (owner.isPresent()) {
                return owner.get() == ownUid;
            }
        }
        return false;
    }

    /** Why a request is refused whoever sent it, if it is. */
    Optional<Problem> refusal(Claims claims, int port) {
        if (!isOurHost(hostName(claims.host()))) {
            return Optional.of(forbidden("Host \"" + claims.host() + "\" is not ours"));
        }
        String origin = claims.origin();
        if (origin != null && !isOurPage(origin, port)) {
            return Optional.of(forbidden("Origin \"" + origin + "\" may not use this endpoint"));
        }
        String site = claims.fetchSite();
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return Optional.of(forbidden("a page of another site may not use this endpoint"));
        }
        return Optional.empty();
    }

    /** What is said to somebody whom we do not know. */
    Problem unknown() {
        String without =
                remote.isOpen()
                        ? "a token is required"
                        : "only processes of the user who runs mcplocal are let in without a token";
        return new Problem(
                ProblemType.UNAUTHORIZED,
                without
                        + (remote.isOpen() ? ": send" : "; others send")
                        + " \"Authorization: Bearer\" with what "
                        + tokenFile
                        + " holds"
                        + (remote.guests().isPresent() ? ", or a token of the issuer" : ""));
    }

    /** Whether this is the token of this program. */
    boolean isOurs(String shown) {
        return MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), token);
    }

    /** The token in a header; empty when it holds none. */
    static String bearer(@Nullable String authorization) {
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : "";
    }

    private boolean isOurHost(String host) {
        return LOOPBACK.contains(host)
                || host.equals(listenHost)
                || remote.publicUrl().filter(known -> known.getHost().equals(host)).isPresent();
    }

    private boolean isOurPage(String origin, int port) {
        try {
            URI uri = URI.create(origin);
            String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
            if (remote.publicUrl().filter(known -> isOneOrigin(known, uri, host)).isPresent()) {
                return true;
            }
            return "http".equals(uri.getScheme())
                    && uri.getPort() == port
                    && (LOOPBACK.contains(host) || host.equals(listenHost));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isOneOrigin(URI known, URI page, String host) {
        return known.getScheme().equals(page.getScheme())
                && known.getHost().equals(host)
                && port(known) == port(page);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    /** The name in a {@code Host} header, without the port. */
    private static String hostName(@Nullable String host) {
        if (host == null) {
            return "";
        }
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        return name.toLowerCase(Locale.ROOT);
    }

    private static Problem forbidden(String why) {
        return new Problem(ProblemType.FORBIDDEN, why);
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return "Admission[" + tokenFile + ", token ***]";
    }
}
