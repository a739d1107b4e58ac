package dev.mcpctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Each part is killed during calls; what fails is answered with an error, and everything heals by
 * itself.
 */
class ResilienceIT {
    private static final Duration HEALED_WITHIN = Duration.ofSeconds(10);
    private static final Duration BETWEEN_CALLS = Duration.ofMillis(50);
    private static final int GOOD_CALLS = 20;

    @TempDir static Path folder;
    private static Installation installation;

    /** What is killed, and how its process is found. */
    enum Victim {
        SERVER,
        MCPLOCAL,
        MCPD,
        POSTGRES,
        SUPERVISOR;

        long pid() throws Exception {
            return switch (this) {
                case SERVER ->
                        Long.parseLong(
                                JsonCodec.read(installation.call("demo", "echo/pid", "{}").body())
                                        .at("/content/0/text")
                                        .asText());
                case MCPLOCAL -> installation.pidOf("mcplocal");
                case MCPD -> installation.pidOf("mcpd");
                case SUPERVISOR -> installation.pidOf("supervisor");
                case POSTGRES -> postmaster();
            };
        }

        private static long postmaster() throws IOException {
            try (var files = Files.walk(installation.home().resolve("mcpd"), 4)) {
                Path pidFile =
                        files.filter(file -> file.endsWith("postmaster.pid"))
                                .findFirst()
                                .orElseThrow();
                return Long.parseLong(Files.readAllLines(pidFile).getFirst().trim());
            }
        }
    }

    @BeforeAll
    static void start() throws Exception {
        installation = new Installation(folder, Map.of());
        installation.done("up", "-f", EchoManifest.write(folder).toString());
    }

    @AfterAll
    static void stopsWithoutLeavingAProcess() {
        installation.close();

        assertThat(installation.processes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("what is killed comes back, the bridge's client goes on with the same process")
    void healsAfterKill(Victim victim) throws Exception {
        try (BridgeProcess bridge =
                        new BridgeProcess(installation.builder("mcp", "--project", "demo"));
                Calls overHttp = new Calls(() -> httpFailure());
                Calls overBridge = new Calls(() -> bridgeFailure(bridge))) {
            bridge.initialize();
            String written = "written-before-" + victim.name().toLowerCase(Locale.ROOT);
            installation.done("create", "secret", written, "--data", "KEY=value");
            overHttp.start();
            overBridge.start();
            overHttp.awaitGood();
            overBridge.awaitGood();

            long pid = victim.pid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();

            await().atMost(HEALED_WITHIN)
                    .ignoreExceptions() // a daemon that is down has no file that says who it is
                    .until(() -> !isAlive(pid) && victim.pid() != pid);
            overHttp.awaitGood();
            overBridge.awaitGood();
            assertThat(bridge.isAlive()).isTrue();
            overHttp.stop();
            overBridge.stop();
            assertThat(installation.done("get", "secret", written, "-o", "name")).contains(written);
        }
    }

    /**
     * Empty when the call was answered with its result; an answer that names nothing fails the
     * test.
     */
    private static String httpFailure() throws Exception {
        try {
            HttpResponse<String> response =
                    installation.call("demo", "echo/echo", "{\"text\":\"hello\"}");
            JsonNode body = JsonCodec.read(response.body());
            return response.statusCode() == 200 ? "" : named(body.path("detail").asText());
        } catch (IOException e) {
            return "mcplocal: " + e; // nobody was there to answer
        }
    }

    private static String bridgeFailure(BridgeProcess bridge) throws Exception {
        JsonNode answer =
                bridge.callTool("echo/echo", "{\"text\":\"hello\"}").get(40, TimeUnit.SECONDS);
        return answer.has("result") ? "" : named(answer.path("error").path("message").asText());
    }

    private static String named(String message) {
        assertThat(message).matches("(?s).*(echo|mcpd|mcplocal).*");
        return message;
    }

    private static boolean isAlive(long pid) {
        try {
            String state = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return !state.substring(state.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return false;
        }
    }

    /** One call; the empty text when it was answered with its result. */
    private interface Attempt {
        String failure() throws Exception;
    }

    /** Twenty calls a second until stopped, each on a thread of its own. */
    private static final class Calls implements AutoCloseable {
        private final Attempt attempt;
        private final AtomicBoolean isStopped = new AtomicBoolean();
        private final ConcurrentLinkedQueue<Throwable> broken = new ConcurrentLinkedQueue<>();
        private volatile CountDownLatch good = new CountDownLatch(GOOD_CALLS);
        private final Thread pacer = Thread.ofVirtual().unstarted(this::pace);
        private final List<Thread> calls = Collections.synchronizedList(new ArrayList<>());

        Calls(Attempt attempt) {
            this.attempt = attempt;
        }

        void start() {
            pacer.start();
        }

        private void pace() {
            while (!isStopped.get()) {
                calls.add(Thread.ofVirtual().start(this::call));
                LockSupport.parkNanos(BETWEEN_CALLS.toNanos());
            }
        }

        private void call() {
            CountDownLatch counted = good;
            try {
                if (attempt.failure().isEmpty()) {
                    counted.countDown();
                }
            } catch (Throwable e) {
                broken.add(e);
            }
        }

        /** Waits until so many calls more were answered with their results. */
        void awaitGood() throws InterruptedException {
            good = new CountDownLatch(GOOD_CALLS);
            assertThat(good.await(HEALED_WITHIN.toSeconds(), TimeUnit.SECONDS))
                    .as("calls succeed again; broken: %s", broken)
                    .isTrue();
        }

        /** Every call was answered, one way or the other. */
        void stop() throws InterruptedException {
            isStopped.set(true);
            pacer.join();
            for (Thread call : List.copyOf(calls)) {
                assertThat(call.join(Duration.ofSeconds(45)))
                        .as("a call was never answered")
                        .isTrue();
            }
            assertThat(broken).isEmpty();
        }

        @Override
        public void close() {
            isStopped.set(true);
        }
    }
}
