package dev.mcpctl.cli.inspect;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.cli.context.LocalProxyConnection;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads the traffic into the log, and begins again when mcplocal was restarted. One thread of its
 * own, for whose end {@link #close} does not wait: it may be waiting for an event.
 */
final class TrafficReader implements AutoCloseable {
    private static final long PAUSE_MILLIS = 500;

    private final Supplier<LocalProxyConnection> mcplocal;
    private final Optional<String> project;
    private final TrafficLog log;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param mcplocal asked before each attempt: it may be at another address
     */
    TrafficReader(
            Supplier<LocalProxyConnection> mcplocal, Optional<String> project, TrafficLog log) {
        this.mcplocal = mcplocal;
        this.project = project;
        this.log = log;
    }

    /**
     * Connects, and goes on in the background.
     *
     * @throws Problem when the first attempt fails
     */
    void start() {
        TrafficStream first = TrafficStream.open(mcplocal.get(), project);
        Thread.ofPlatform().daemon().name("traffic").start(() -> follow(first));
    }

    private void follow(TrafficStream first) {
        @Nullable TrafficStream stream = first;
        while (closed.getCount() > 0) {
            if (stream != null) {
                read(stream);
                log.trouble("mcplocal has gone; connecting");
            }
            stream = again();
        }
    }

    private void read(TrafficStream stream) {
        log.trouble("");
        try (stream) {
            for (Optional<String> event = stream.next();
                    event.isPresent() && closed.getCount() > 0;
                    event = stream.next()) {
                log.add(Passed.parse(event.get()));
            }
        } catch (IOException | Problem e) {
            // It is connected again.
        }
    }

    private @Nullable TrafficStream again() {
        try {
            if (closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                return null;
            }
            return TrafficStream.open(mcplocal.get(), project);
        } catch (Problem e) {
            log.trouble(e.detail());
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
