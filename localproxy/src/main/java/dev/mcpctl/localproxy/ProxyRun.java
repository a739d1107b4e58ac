package dev.mcpctl.localproxy;

import dev.mcpctl.api.home.BridgeSocket;
import dev.mcpctl.api.home.Build;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.ListenAddress;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.ProgramLock;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.api.home.SupervisorWatch;
import dev.mcpctl.localproxy.control.BridgeListener;
import dev.mcpctl.localproxy.control.HttpListener;
import dev.mcpctl.localproxy.control.RemoteAccess;
import dev.mcpctl.localproxy.control.StatusReport;
import dev.mcpctl.localproxy.filter.Filters;
import dev.mcpctl.localproxy.project.DaemonLink;
import dev.mcpctl.localproxy.project.PageBounds;
import dev.mcpctl.localproxy.project.ProjectEndpoints;
import dev.mcpctl.localproxy.project.ServerDialler;
import dev.mcpctl.localproxy.traffic.TrafficFeed;
import dev.mcpctl.localproxy.traffic.TrafficRecorder;
import dev.mcpctl.mcp.face.FaceSettings;
import dev.mcpctl.mcp.upstream.UpstreamSettings;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Every part of a running mcplocal, started in order and stopped in reverse. */
final class ProxyRun implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProxyRun.class);
    private static final String NAME = "mcplocal";
    private static final int EVENT_LOOPS = 2;
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(3);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>(); // last started first
    private final HttpListener http;
    private final BridgeListener bridges;
    private final ProjectEndpoints projects;
    private boolean isClosed;

    /**
     * Starts everything; listens when it returns.
     *
     * @param environment {@code MCPLOCAL_HOST}, {@code MCPLOCAL_PORT}, what says how it is reached
     *     from elsewhere, and what says which mcpd
     * @throws dev.mcpctl.api.problem.Problem LOCAL; nothing that was started is left
     */
    ProxyRun(Home home, Map<String, String> environment) {
        boolean isUp = false;
        try {
            ListenAddress address = ListenAddress.ofMcplocal(environment);
            RemoteAccess remote = RemoteAccess.of(environment, address);
            home.create();
            parts.push(ProgramLock.acquire(home, Program.MCPLOCAL));
            String user = System.getProperty("user.name");

            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            parts.push(threads::shutdownNow);
            Vertx vertx =
                    Vertx.vertx(
                            new VertxOptions()
                                    .setEventLoopPoolSize(EVENT_LOOPS)
                                    .setWorkerPoolSize(EVENT_LOOPS)
                                    .setInternalBlockingPoolSize(EVENT_LOOPS));
            parts.push(() -> vertx.close().await());

            TrafficFeed traffic = new TrafficFeed();
            DaemonLink link = new DaemonLink(home, environment);
            // mcpd knows how long each server may take; only the client's own bound stands here.
            FaceSettings face = FaceSettings.of(NAME, Build.VERSION);
            ServerDialler dialler =
                    new ServerDialler(
                            link,
                            vertx,
                            UpstreamSettings.of(NAME, Build.VERSION)
                                    .withRequestTimeout(face.callLimit()));
            parts.push(dialler);
            projects =
                    new ProjectEndpoints(
                            link,
                            dialler,
                            threads,
                            PageBounds.standard(),
                            project -> new TrafficRecorder(project, traffic),
                            Filters::inOrder);
            parts.push(projects);
            projects.start();

            StatusReport status = new StatusReport(link, projects, Build.VERSION, Build.id());
            http =
                    HttpListener.start(
                            home, address, vertx, threads, projects, status, traffic, face, remote,
                            user);
            parts.push(http);
            Path socket = BridgeSocket.toBind(home, environment);
            bridges = BridgeListener.start(socket, threads, projects, face, user);
            parts.push(bridges);

            URI url = URI.create("http://" + address.host() + ":" + http.port());
            RunFile running = RunFile.ofThisProcess(http.port(), socket, url);
            running.write(home, Program.MCPLOCAL);
            parts.push(() -> running.remove(home, Program.MCPLOCAL));
            parts.push(SupervisorWatch.start(home, Program.MCPLOCAL));
            log.info("listening: url={} socket={} build={}", url, socket, Build.id());
            isUp = true;
        } finally {
            if (!isUp) {
                stopAll();
            }
        }
    }

    int port() {
        return http.port();
    }

    Path socket() {
        return bridges.socket();
    }

    /** Takes no new requests, gives the open ones a moment, and stops. */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        http.drain();
        projects.awaitIdle(DRAIN_LIMIT);
        stopAll();
    }

    private void stopAll() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                log.warn("stopping a part failed", e);
            }
        }
    }
}
