package dev.mcpctl.daemon.server;

import dev.mcpctl.api.server.ServerRuntime;
import dev.mcpctl.api.server.ServerSource.NpmPackage;
import dev.mcpctl.daemon.runtime.Runtime;
import dev.mcpctl.daemon.runtime.StartFailure;
import dev.mcpctl.db.instance.Instance;
import dev.mcpctl.db.instance.InstanceStatus;
import dev.mcpctl.db.instance.Owner;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is known of one server, told to whoever wants to call it and to whoever reads its status.
 * Moved by the server's worker and the lives of its instances; its monitor guards their records
 * too.
 */
final class ServerRecord {
    private final Presence presence;
    private final StatusWriter writer;
    private final Pauses pauses;
    private final Runnable moved;
    private final ReentrantLock resolving = new ReentrantLock(); // so that all get one version
    private final List<InstanceRecord> instances = new ArrayList<>(); // guarded by this, as all
    private String serverUid = "";
    private String runtime = "";
    private String note = "";
    private Optional<ResolvedPackage> resolved = Optional.empty();

    /**
     * @param moved told after an instance came into another phase or health
     */
    ServerRecord(Presence presence, StatusWriter writer, Pauses pauses, Runnable moved) {
        this.presence = presence;
        this.writer = writer;
        this.pauses = pauses;
        this.moved = moved;
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

    /** The version that a package without one gets, asked for when it is first needed. */
    ResolvedPackage resolved(NpmPackage npm, Runtime asked)
            throws StartFailure, InterruptedException {
        resolving.lockInterruptibly();
        try {
            Optional<ResolvedPackage> known = resolved().filter(version -> version.isOf(npm));
            if (known.isPresent()) {
                return known.get();
            }
            ResolvedPackage found =
                    new ResolvedPackage(npm.name(), asked.newestVersion(npm.name()));
            resolve(found);
            return found;
        } finally {
            resolving.unlock();
        }
    }

    /** A new instance begins. */
    synchronized InstanceRecord begin(String name, long generation, Owner owner) {
        return begin(new InstanceRecord(this, name, generation, owner, InstanceStatus.NEW));
    }

    /** An instance of an earlier life of this node goes on, with the row it has. */
    synchronized InstanceRecord resume(Instance row) {
        writer.resume(row.name(), row.status());
        return begin(
                new InstanceRecord(this, row.name(), row.generation(), row.owner(), row.status()));
    }

    private InstanceRecord begin(InstanceRecord instance) {
        instances.add(instance);
        presence.add(instance.replica());
        publish();
        return instance;
    }

    /** Nothing of that instance is left. */
    synchronized void gone(InstanceRecord instance) {
        instances.remove(instance);
        presence.remove(instance.replica());
        publish();
    }

    /** How many instances there are to be. */
    synchronized void intend(int count) {
        note = "";
        intend(count, count == 0 ? new ServerPhase.Stopped() : new ServerPhase.Queued());
    }

    /**
     * What the spec asks for cannot be started as things are; what runs of an earlier one goes on.
     */
    synchronized void heldUp(String why) {
        note = why + "; what ran before goes on";
        publish();
    }

    private void intend(int count, ServerPhase without) {
        presence.intend(count, without);
        publish();
    }

    synchronized void publish() {
        ServerSummary summary = presence.now();
        writer.observe(
                new Observation(
                        serverUid,
                        note.isEmpty()
                                ? summary
                                : new ServerSummary(
                                        summary.state(), summary.health(), summary.ready(), note),
                        runtime,
                        resolved,
                        instances.stream().map(InstanceRecord::observed).toList()));
    }

    /** An instance is in another phase. Called with the monitor held. */
    void entered() {
        presence.moved();
        publish();
        moved.run();
    }

    /** An instance is in another health. Called with the monitor held. */
    void probed() {
        presence.probed();
        publish();
        moved.run();
    }

    /** An instance of an earlier spec takes no calls any more. */
    void replaced() {
        presence.replaced();
    }

    StatusWriter writer() {
        return writer;
    }

    Instant now() {
        return pauses.now();
    }
}
