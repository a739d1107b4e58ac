package dev.mcpctl.daemon.server;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.daemon.runtime.Channel;
import dev.mcpctl.daemon.runtime.Exit;
import dev.mcpctl.daemon.runtime.RunningInstance;
import dev.mcpctl.daemon.runtime.StartFailure;
import dev.mcpctl.db.event.EventType;
import dev.mcpctl.db.instance.Handle;
import dev.mcpctl.db.instance.InstanceStatus;
import dev.mcpctl.db.instance.Owner;
import dev.mcpctl.mcp.upstream.Upstream;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What is known of one instance. Moved by its life, its probe and the server's worker, so every
 * method takes the server's monitor. Once it is terminating nothing moves it any more.
 */
final class InstanceRecord {
    private final ServerRecord server;
    private final Replica replica;
    private final long generation;
    private InstanceStatus status; // guarded by server

    /**
     * @param status what an earlier life of this node knew
     */
    InstanceRecord(
            ServerRecord server, String name, long generation, Owner owner, InstanceStatus status) {
        this.server = server;
        this.replica = new Replica(name, owner);
        this.generation = generation;
        this.status = status;
    }

    String name() {
        return replica.name();
    }

    Replica replica() {
        return replica;
    }

    ServerRecord server() {
        return server;
    }

    /** It gets no more calls; those it has go on. */
    void terminating() {
        synchronized (server) {
            if (!replica.now().isTerminating()) {
                // What serves one caller alone says nothing about the lists that all are shown.
                boolean isReplaced =
                        replica.owner().isEverybody()
                                && replica.isSuperseded()
                                && replica.now().isServing();
                event(EventType.NORMAL, "Stopping", "stopping instance " + name());
                enter(new ServerPhase.Terminating());
                if (isReplaced) {
                    server.replaced();
                }
            }
        }
    }

    void gone() {
        server.gone(this);
    }

    void pulling(String what) {
        synchronized (server) {
            event(EventType.NORMAL, "Pulling", "fetching " + what);
            enter(new ServerPhase.Pulling());
        }
    }

    void starting() {
        enter(new ServerPhase.Starting());
    }

    void restarting() {
        synchronized (server) {
            status = status.withRestarts(status.restarts() + 1);
        }
    }

    void started(RunningInstance running) {
        synchronized (server) {
            String address =
                    running.channel() instanceof Channel.Address at ? at.uri().toString() : null;
            String digest = running.imageDigest().isEmpty() ? null : running.imageDigest();
            Handle handle = new Handle(running.handle(), running.startTime(), address, digest);
            status = status.startedAs(handle, server.now());
            server.publish();
        }
    }

    void running(Upstream upstream) {
        synchronized (server) {
            if (enter(new ServerPhase.Running(name(), upstream))) {
                event(EventType.NORMAL, "Started", "instance " + name() + " is running");
            }
        }
    }

    /** The instance cannot be started as things are. */
    void blocked(StartFailure failure, @Nullable Instant nextTry) {
        synchronized (server) {
            event(EventType.WARNING, failure.reason(), failure.text());
            status = status.ended(failure.state(), failure.text(), null, nextTry);
            enter(new ServerPhase.Blocked(failure.text(), failure.state()));
        }
    }

    /** It ended by itself and is started again at once. */
    void crashed(String why, Optional<Exit> exit) {
        synchronized (server) {
            event(EventType.WARNING, "Crashed", why);
            status = status.ended(InstanceState.STARTING, why, code(exit), null);
            enter(new ServerPhase.Starting());
        }
    }

    /** It ended by itself, again. */
    void crashLooping(String why, Optional<Exit> exit, Instant nextStart) {
        synchronized (server) {
            // Without the time, so that the same again counts up one event, not adding another.
            event(EventType.WARNING, "BackOff", why + "; the next start waits");
            String message = why + "; next start at " + nextStart.truncatedTo(ChronoUnit.SECONDS);
            status = status.ended(InstanceState.CRASH_LOOP_BACK_OFF, why, code(exit), nextStart);
            enter(new ServerPhase.CrashLoop(message, nextStart));
        }
    }

    void probed(Upstream upstream, Health health, String message) {
        synchronized (server) {
            Health before = replica.now().health();
            if (!replica.probed(upstream, health, message) || before == health) {
                return; // of an instance that is gone, or nothing new
            }
            if (health == Health.HEALTHY && before != Health.UNKNOWN) {
                event(EventType.NORMAL, "Healthy", "the probe succeeds again");
            } else if (health != Health.HEALTHY) {
                event(
                        EventType.WARNING,
                        health == Health.DEGRADED ? "Degraded" : "Unhealthy",
                        message);
            }
            status = status.withHealth(health, message);
            server.probed();
        }
    }

    /** What is to be written of it. Called with the server's monitor held. */
    Observation.OfInstance observed() {
        return new Observation.OfInstance(name(), generation, replica.owner(), status);
    }

    private static @Nullable Integer code(Optional<Exit> exit) {
        return exit.filter(Exit::isKnown).map(Exit::code).orElse(null);
    }

    private void event(EventType type, String reason, String text) {
        server.writer().happened(Optional.of(name()), type, reason, text);
    }

    private boolean enter(ServerPhase phase) {
        synchronized (server) {
            if (!replica.enter(phase)) {
                return false;
            }
            if (status.state() != phase.state()) {
                String message = phase.message().isEmpty() ? "" : status.message();
                status = status.withState(phase.state(), message);
            }
            server.entered();
            return true;
        }
    }
}
