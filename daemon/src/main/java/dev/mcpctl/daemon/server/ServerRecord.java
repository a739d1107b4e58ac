package dev.mcpctl.daemon.server;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.api.server.ServerRuntime;
import dev.mcpctl.daemon.runtime.Exit;
import dev.mcpctl.daemon.runtime.RunningInstance;
import dev.mcpctl.daemon.runtime.StartFailure;
import dev.mcpctl.db.event.EventType;
import dev.mcpctl.db.instance.Handle;
import dev.mcpctl.db.instance.InstanceStatus;
import dev.mcpctl.mcp.upstream.Upstream;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What is known of one server, told to whoever wants to call it and to whoever reads its status.
 * Moved by the server's worker and the life of its instance, never both at once but for probes, so
 * every method takes the lock.
 */
final class ServerRecord {
    private final Presence presence;
    private final StatusWriter writer;
    private final Pauses pauses;
    private String serverUid = ""; // guarded by this, as is all below
    private String runtime = "";
    private Optional<ResolvedPackage> resolved = Optional.empty();
    private Optional<String> instance = Optional.empty();
    private long generation;
    private InstanceStatus status = InstanceStatus.NEW;

    ServerRecord(Presence presence, StatusWriter writer, Pauses pauses) {
        this.presence = presence;
        this.writer = writer;
        this.pauses = pauses;
    }

    /** Which server this is about from now on. */
    synchronized void identify(String uid, ServerRuntime newRuntime) {
        if (!serverUid.equals(uid)) {
            resolved = Optional.empty();
        }
        serverUid = uid;
        runtime = newRuntime.label();
    }

    synchronized void resolve(ResolvedPackage version) {
        resolved = Optional.of(version);
        publish();
    }

    synchronized Optional<ResolvedPackage> resolved() {
        return resolved;
    }

    /** A new instance begins. */
    synchronized void begin(String name, long ofGeneration) {
        instance = Optional.of(name);
        generation = ofGeneration;
        status = InstanceStatus.NEW;
        enter(new ServerPhase.Queued());
    }

    /** There is no instance any more. */
    synchronized void stopped() {
        instance = Optional.empty();
        status = InstanceStatus.NEW;
        enter(new ServerPhase.Stopped());
    }

    synchronized void terminating() {
        event(EventType.NORMAL, "Stopping", "stopping instance " + instance.orElse(""));
        enter(new ServerPhase.Terminating());
    }

    synchronized void pulling(String what) {
        event(EventType.NORMAL, "Pulling", "fetching " + what);
        enter(new ServerPhase.Pulling());
    }

    synchronized void starting() {
        enter(new ServerPhase.Starting());
    }

    synchronized void restarting() {
        status = status.withRestarts(status.restarts() + 1);
    }

    synchronized void started(RunningInstance running) {
        Handle handle = new Handle(running.handle(), running.startTime(), null);
        status = status.startedAs(handle, pauses.now());
        publish();
    }

    synchronized void running(Upstream upstream) {
        event(EventType.NORMAL, "Started", "instance " + instance.orElse("") + " is running");
        enter(new ServerPhase.Running(instance.orElse(""), upstream));
    }

    /** The instance cannot be started as things are. */
    synchronized void blocked(StartFailure failure, @Nullable Instant nextTry) {
        event(EventType.WARNING, failure.reason(), failure.text());
        status = status.ended(InstanceState.PENDING, failure.text(), null, nextTry);
        enter(new ServerPhase.Blocked(failure.text()));
    }

    /** It ended by itself and is started again at once. */
    synchronized void crashed(String why, Optional<Exit> exit) {
        event(EventType.WARNING, "Crashed", why);
        status = status.ended(InstanceState.STARTING, why, code(exit), null);
        enter(new ServerPhase.Starting());
    }

    /** It ended by itself, again. */
    synchronized void crashLooping(String why, Optional<Exit> exit, Instant nextStart) {
        // Without the time, so that the same again counts up one event instead of adding another.
        event(EventType.WARNING, "BackOff", why + "; the next start waits");
        String message = why + "; next start at " + nextStart.truncatedTo(ChronoUnit.SECONDS);
        status = status.ended(InstanceState.CRASH_LOOP_BACK_OFF, why, code(exit), nextStart);
        enter(new ServerPhase.CrashLoop(message, nextStart));
    }

    synchronized void probed(Upstream upstream, Health health, String message) {
        Health before = presence.now().health();
        presence.probed(upstream, health, message);
        if (presence.now().health() != health || before == health) {
            return; // of an instance that is gone, or nothing new
        }
        if (health == Health.HEALTHY && before != Health.UNKNOWN) {
            event(EventType.NORMAL, "Healthy", "the probe succeeds again");
        } else if (health != Health.HEALTHY) {
            event(EventType.WARNING, health == Health.DEGRADED ? "Degraded" : "Unhealthy", message);
        }
        status = status.withHealth(health, message);
        publish();
    }

    private static @Nullable Integer code(Optional<Exit> exit) {
        return exit.map(Exit::code).orElse(null);
    }

    private void event(EventType type, String reason, String text) {
        writer.happened(instance, type, reason, text);
    }

    private void enter(ServerPhase phase) {
        if (status.state() != phase.state()) {
            String message = phase.message().isEmpty() ? "" : status.message();
            status = status.withState(phase.state(), message);
        }
        presence.enter(phase);
        publish();
    }

    private void publish() {
        Presence.Now now = presence.now();
        writer.observe(
                new Observation(
                        serverUid,
                        now.phase().state(),
                        now.health(),
                        now.message(),
                        runtime,
                        resolved,
                        instance.map(
                                name -> new Observation.OfInstance(name, generation, status))));
    }
}
