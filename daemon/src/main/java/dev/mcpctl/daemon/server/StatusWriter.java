package dev.mcpctl.daemon.server;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.event.EventType;
import dev.mcpctl.db.feed.Author;
import dev.mcpctl.db.instance.InstanceStatus;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Writes what is observed of one server behind, on a thread that lives while there is something to
 * write. Of observations only the newest counts, so that quick changes cost one write; a database
 * that is away is tried again until it is back.
 */
final class StatusWriter {
    private static final Logger log = LoggerFactory.getLogger(StatusWriter.class);
    private static final Author AUTHOR = Author.of("system:reconciler");
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int MAX_WAITING_EVENTS = 100;

    private final Database database;
    private final ResourceKey server;
    private final InstanceRows rows; // the writing thread's alone
    private final Consumer<String> rowGone;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Deque<Happening> happenings = new ArrayDeque<>(); // guarded by lock
    private @Nullable Observation waiting; // guarded by lock
    private boolean isWriting; // guarded by lock; a thread is at work

    private record Happening(
            Optional<String> instance, EventType type, String reason, String text) {
        /** As it reads among the events of other instances. */
        private String ofServer() {
            return instance.filter(name -> !text.contains(name))
                    .map(name -> name + ": " + text)
                    .orElse(text);
        }
    }

    /**
     * @param rowGone told the name of an instance whose row somebody else deleted
     */
    StatusWriter(Database database, String node, String server, Consumer<String> rowGone) {
        this.database = database;
        this.rows = new InstanceRows(database, AUTHOR, node, server);
        this.rowGone = rowGone;
        this.server = ResourceKey.global(Servers.KIND.name(), server);
    }

    /** That instance has a row from an earlier life of this node. */
    void resume(String instance, InstanceStatus status) {
        rows.resume(instance, status);
    }

    /** Replaces what waits to be written. */
    void observe(Observation observation) {
        lock.lock();
        try {
            waiting = observation;
            startWriting();
        } finally {
            lock.unlock();
        }
    }

    /** Something that happened to the server and, if it has a name, to its instance. */
    void happened(Optional<String> instance, EventType type, String reason, String text) {
        lock.lock();
        try {
            if (happenings.size() == MAX_WAITING_EVENTS) {
                happenings.removeFirst();
            }
            happenings.addLast(new Happening(instance, type, reason, text));
            startWriting();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything is written; false when that takes too long. */
    boolean flush(Duration patience) throws InterruptedException {
        long remainingNanos = patience.toNanos();
        lock.lock();
        try {
            while (isWriting && remainingNanos > 0) {
                remainingNanos = idle.awaitNanos(remainingNanos);
            }
            return !isWriting;
        } finally {
            lock.unlock();
        }
    }

    private void startWriting() {
        if (!isWriting) {
            isWriting = true;
            Thread.ofVirtual().name("status-" + server.name()).start(this::writeAll);
        }
    }

    private void writeAll() {
        while (true) {
            Observation observation;
            List<Happening> events;
            lock.lock();
            try {
                observation = waiting;
                events = new ArrayList<>(happenings);
                if (observation == null && events.isEmpty()) {
                    isWriting = false;
                    idle.signalAll();
                    return;
                }
                waiting = null;
                happenings.clear();
            } finally {
                lock.unlock();
            }
            if (!write(observation, events)) {
                putBack(observation, events);
                pause();
            }
        }
    }

    private boolean write(@Nullable Observation observation, List<Happening> events) {
        try {
            if (observation != null) {
                write(observation);
            }
            while (!events.isEmpty()) {
                write(events.getFirst());
                events.removeFirst();
            }
            return true;
        } catch (Problem e) {
            if (e.type() == ProblemType.UNAVAILABLE) {
                return false;
            }
            log.atWarn()
                    .addKeyValue("server", server.name())
                    .log("status not written: {}", e.detail());
            return true;
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("server", server.name())
                    .setCause(e)
                    .log("status not written");
            return true;
        }
    }

    private void write(Observation observation) {
        rows.write(observation).forEach(rowGone);
        database.resources()
                .updateStatus(AUTHOR, server, observation.serverUid(), observation::into);
    }

    private void write(Happening event) {
        database.events().record(server, event.type(), event.reason(), event.ofServer());
        event.instance()
                .filter(rows::has)
                .ifPresent(name ->
                        database.events()
                                .record(
                                        InstanceRows.key(name),
                                        event.type(),
                                        event.reason(),
                                        event.text()));
    }

    private void putBack(@Nullable Observation observation, List<Happening> events) {
        lock.lock();
        try {
            if (waiting == null) {
                waiting = observation;
            }
            events.reversed().forEach(happenings::addFirst);
        } finally {
            lock.unlock();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
