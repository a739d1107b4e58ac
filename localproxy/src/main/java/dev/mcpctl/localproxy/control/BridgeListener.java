package dev.mcpctl.localproxy.control;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.localproxy.project.ProjectEndpoints;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.face.FaceSettings;
import dev.mcpctl.mcp.face.LineFace;
import dev.mcpctl.mcp.face.Target;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The Unix socket of the bridges: one connection each, first a line that says which project, then
 * MCP in lines both ways. The socket's mode is the admission. One virtual thread a connection.
 */
public final class BridgeListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BridgeListener.class);
    private static final int MAX_PREAMBLE_BYTES = 16 * 1024;
    private static final Duration PREAMBLE_LIMIT = Duration.ofSeconds(10);
    private static final int MAX_CONNECTIONS = 4_096;

    private final Path socket;
    private final ServerSocketChannel server;
    private final Executor threads;
    private final ProjectEndpoints projects;
    private final LineFace face;
    private final String principal;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("preambles").factory());
    // Ids of ours that a bridge sees carry it, so that none is taken for one of our successor's.
    private final String nonce = UUID.randomUUID().toString();

    private BridgeListener(
            Path socket,
            ServerSocketChannel server,
            Executor threads,
            ProjectEndpoints projects,
            FaceSettings settings,
            String principal) {
        this.socket = socket;
        this.server = server;
        this.threads = threads;
        this.projects = projects;
        this.face = new LineFace(threads, settings);
        this.principal = principal;
    }

    /**
     * Listens at a path, in the place of whatever a predecessor left there.
     *
     * @throws Problem LOCAL
     */
    public static BridgeListener start(
            Path socket,
            Executor threads,
            ProjectEndpoints projects,
            FaceSettings settings,
            String principal) {
        try {
            Files.deleteIfExists(socket);
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            // Its directory is ours alone, so nobody else could connect before this.
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            var listener =
                    new BridgeListener(socket, server, threads, projects, settings, principal);
            Thread.ofVirtual().name("bridges").start(listener::accept);
            return listener;
        } catch (IOException e) {
            throw new Problem(
                    ProblemType.LOCAL, "cannot listen on " + socket + ": " + e.getMessage(), e);
        }
    }

    public Path socket() {
        return socket;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel connection = server.accept();
                if (open.size() >= MAX_CONNECTIONS) {
                    log.warn("more than {} bridges: one is refused", MAX_CONNECTIONS);
                    connection.close();
                    continue;
                }
                open.add(connection);
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                if (server.isOpen()) {
                    log.warn("accepting a bridge failed: {}", e.getMessage());
                }
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection;
                InputStream in = Channels.newInputStream(connection);
                OutputStream out = Channels.newOutputStream(connection)) {
            Preamble preamble;
            McpEndpoint endpoint;
            try {
                preamble = Preamble.read(firstLine(connection, in));
                endpoint = projects.find(preamble.project(), preamble.toolNames());
            } catch (Problem problem) {
                var refusal = JsonCodec.object();
                refusal.set("problem", problem.toJson("/bridge"));
                writeLine(out, JsonCodec.bytes(refusal));
                return;
            }
            writeLine(out, JsonCodec.bytes(JsonCodec.object().put("ok", true).put("nonce", nonce)));
            face.serve(in, out, new Target(preamble.project(), endpoint, principal));
        } catch (IOException e) {
            log.debug("a bridge has gone: {}", e.getMessage());
        } finally {
            open.remove(connection);
        }
    }

    /** Byte by byte, so that what follows the line is left to the face. */
    private byte[] firstLine(SocketChannel connection, InputStream in) throws IOException {
        var limit =
                clock.schedule(
                        () -> hangUp(connection), PREAMBLE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        try {
            var line = new ByteArrayOutputStream();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("closed before it said which project");
                }
                if (line.size() == MAX_PREAMBLE_BYTES) {
                    throw new Problem(ProblemType.TOO_LARGE, "the first line is too long");
                }
                line.write(next);
            }
            return line.toByteArray();
        } finally {
            limit.cancel(false);
        }
    }

    private static void writeLine(OutputStream out, byte[] json) throws IOException {
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        out.write(line);
        out.flush();
    }

    private static void hangUp(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            log.debug("closing a bridge failed: {}", e.getMessage());
        }
    }

    /** Ends every connection; the bridges look for our successor. */
    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            log.debug("closing {} failed: {}", socket, e.getMessage());
        }
        face.close();
        open.forEach(BridgeListener::hangUp);
        clock.shutdownNow();
    }
}
