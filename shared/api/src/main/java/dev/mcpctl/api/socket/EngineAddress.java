package dev.mcpctl.api.socket;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where a container engine may answer.
 *
 * @param uri {@code unix:///PATH} or {@code tcp://HOST:PORT}
 */
public record EngineAddress(URI uri) {
    private static final List<String> VARIABLES = List.of("DOCKER_HOST", "CONTAINER_HOST");

    /**
     * Those to try, in this order: only the one that the environment names, else where Docker and
     * Podman listen by default, as the system's and as the user's own.
     *
     * @throws Problem when the environment names one that is not understood
     */
    public static List<EngineAddress> candidates(Map<String, String> environment) {
        for (String variable : VARIABLES) {
            String given = environment.getOrDefault(variable, "");
            if (!given.isEmpty()) {
                return List.of(of(variable, given));
            }
        }
        List<EngineAddress> candidates = new ArrayList<>();
        candidates.add(unix("/var/run/docker.sock"));
        candidates.add(unix("/run/podman/podman.sock"));
        String own = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (own.startsWith("/")) {
            candidates.add(unix(own + "/docker.sock"));
            candidates.add(unix(own + "/podman/podman.sock"));
        }
        return List.copyOf(candidates);
    }

    private static EngineAddress unix(String path) {
        return new EngineAddress(URI.create("unix://" + path));
    }

    private static EngineAddress of(String variable, String given) {
        URI uri;
        try {
            uri = URI.create(given);
        } catch (IllegalArgumentException e) {
            throw notUnderstood(variable, given);
        }
        boolean isSocket = "unix".equals(uri.getScheme()) && uri.getPath() != null;
        boolean isHost =
                "tcp".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0;
        if (!isSocket && !isHost) {
            throw notUnderstood(variable, given);
        }
        return new EngineAddress(uri);
    }

    private static Problem notUnderstood(String variable, String given) {
        return new Problem(
                ProblemType.LOCAL,
                variable + ": expected unix:///PATH or tcp://HOST:PORT, got \"" + given + "\"");
    }

    /** A connection of its own; blocking. */
    public SocketChannel connect() throws IOException {
        if ("unix".equals(uri.getScheme())) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(Path.of(uri.getPath())));
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }
        return SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort()));
    }

    /** Whether somebody listens there; what it is shows when it is asked something. */
    public boolean isOpen() {
        try (SocketChannel channel = connect()) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
