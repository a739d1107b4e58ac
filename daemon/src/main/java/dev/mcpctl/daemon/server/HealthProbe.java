package dev.mcpctl.daemon.server;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.api.server.HealthCheck;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.upstream.Discovery;
import dev.mcpctl.mcp.upstream.SignInRequiredException;
import dev.mcpctl.mcp.upstream.Upstream;
import dev.mcpctl.mcp.wire.Revision;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Asks one running instance again and again how it is, and at once when somebody doubts it. Begins
 * with {@link #start}; nothing is asked any more after {@link #close}.
 */
final class HealthProbe implements AutoCloseable {
    /** An unhealthy server is asked at least this often: nobody may call it until it answers. */
    private static final Duration UNHEALTHY_INTERVAL = Duration.ofSeconds(10);

    /** Between the first two questions to one that is doubted; then twice as long each time. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(1);

    private static final int LOOKS = 5;

    private static final Caller PROBE = new Caller("system:probe", "", Revision.MODERN, false);

    private final Upstream upstream;
    private final Supplier<HealthCheck> check;
    private final Pauses pauses;
    private final Report report;
    private final String name;
    private final ReentrantLock asking = new ReentrantLock();
    private int failures; // guarded by asking; in a row
    private final Thread regular;
    private @Nullable Thread looking; // guarded by this
    private boolean isClosed; // guarded by this

    /** Told after each probe. */
    @FunctionalInterface
    interface Report {
        void probed(Health health, String message);
    }

    /**
     * @param name of the instance
     * @param check asked for before each probe, since it may change while the server runs
     */
    HealthProbe(
            String name,
            Upstream upstream,
            Supplier<HealthCheck> check,
            Pauses pauses,
            Report report) {
        this.name = name;
        this.regular = Thread.ofVirtual().name("probe-" + name).unstarted(this::run);
        this.upstream = upstream;
        this.check = check;
        this.pauses = pauses;
        this.report = report;
    }

    void start() {
        regular.start();
    }

    /** Asks now, and a few times more while there is no good answer. Returns at once. */
    synchronized void look() {
        boolean isLooking = looking != null && looking.isAlive();
        if (!isClosed && !isLooking) {
            looking = Thread.ofVirtual().name("look-" + name).start(this::lookNow);
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        regular.interrupt();
        if (looking != null) {
            looking.interrupt();
        }
    }

    private void run() {
        try {
            pauses.sleep(check.get().initialDelay());
            while (!Thread.currentThread().isInterrupted()) {
                HealthCheck present = check.get();
                pauses.sleep(interval(ask(present), present));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookNow() {
        try {
            Duration pause = FIRST_LOOK;
            for (int i = 0; i < LOOKS && ask(check.get()) != Health.HEALTHY; i++) {
                pauses.sleep(pause);
                pause = pause.multipliedBy(2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks once and reports. */
    private Health ask(HealthCheck present) throws InterruptedException {
        asking.lockInterruptibly();
        try {
            Optional<String> failure = probe(present);
            failures = failure.isPresent() ? failures + 1 : 0;
            Health health = health(failures, present.failureThreshold());
            report.probed(health, failure.orElse(""));
            return health;
        } catch (SignInRequiredException e) {
            // It answers, and those who have signed in there may call it.
            failures = 0;
            report.probed(Health.DEGRADED, e.error().message());
            return Health.DEGRADED;
        } finally {
            asking.unlock();
        }
    }

    private static Health health(int failures, int threshold) {
        if (failures == 0) {
            return Health.HEALTHY;
        }
        return failures < threshold ? Health.DEGRADED : Health.UNHEALTHY;
    }

    private static Duration interval(Health health, HealthCheck check) {
        boolean isOften = check.interval().compareTo(UNHEALTHY_INTERVAL) <= 0;
        return health != Health.UNHEALTHY || isOften ? check.interval() : UNHEALTHY_INTERVAL;
    }

    /** What was wrong; empty when nothing was. */
    private Optional<String> probe(HealthCheck present) {
        try {
            return present.tool().isPresent()
                    ? callTool(present, present.tool().get())
                    : askForLists(present);
        } catch (SignInRequiredException e) {
            throw e;
        } catch (McpException e) {
            return Optional.of("probe failed: " + e.error().message());
        }
    }

    private Optional<String> callTool(HealthCheck present, String tool) {
        Json params =
                Json.object("name", Json.of(tool)).with("arguments", Json.of(present.arguments()));
        Json result = upstream.call(call(Methods.TOOLS_CALL, params, present));
        boolean isError = result.get("isError").filter(Json::isTrue).isPresent();
        return isError
                ? Optional.of("probe failed: tool \"" + tool + "\" answered with an error")
                : Optional.empty();
    }

    /** Asks for a list that the server has; one that has none at all only has to be connected. */
    private Optional<String> askForLists(HealthCheck present) {
        Discovery discovery = upstream.discover(Deadline.after(present.timeout()));
        for (List<String> list :
                List.of(
                        List.of("tools", Methods.TOOLS_LIST),
                        List.of("resources", Methods.RESOURCES_LIST),
                        List.of("prompts", Methods.PROMPTS_LIST))) {
            if (discovery.has(list.getFirst())) {
                Json _ = upstream.call(call(list.getLast(), Json.object(), present));
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Call call(String method, Json params, HealthCheck present) {
        return Call.of(method, params, PROBE, present.timeout());
    }
}
