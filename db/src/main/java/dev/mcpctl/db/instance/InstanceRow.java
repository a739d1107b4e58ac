package dev.mcpctl.db.instance;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.api.instance.InstanceState;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/** A row of the table {@code instance}. */
@Entity
@Table(name = "instance")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields
public class InstanceRow {
    @Id private String name;
    private UUID uid;
    private String server;

    @Column(name = "server_uid")
    private UUID serverUid;

    private long generation;
    private String node;
    private String runtime;
    private String owner;

    @Column(name = "owner_session")
    private String ownerSession;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private InstanceState state;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private Health health;

    private String message;
    private int restarts;
    private @Nullable String handle;

    @Column(name = "handle_start_time")
    private long handleStartTime;

    private @Nullable String address;

    @Column(name = "image_digest")
    private @Nullable String imageDigest;

    @Column(name = "started_at")
    private @Nullable Instant startedAt;

    @Column(name = "last_exit_code")
    private @Nullable Integer lastExitCode;

    @Column(name = "back_off_until")
    private @Nullable Instant backOffUntil;

    @Column(name = "resource_version")
    private long resourceVersion;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    protected InstanceRow() {}

    InstanceRow(Instance instance) {
        this.name = instance.name();
        this.uid = UUID.fromString(instance.uid());
        this.server = instance.server();
        this.serverUid = UUID.fromString(instance.serverUid());
        this.generation = instance.generation();
        this.node = instance.node();
        this.runtime = instance.runtime();
        this.owner = instance.owner().principal();
        this.ownerSession = instance.owner().session();
        this.resourceVersion = instance.resourceVersion();
        this.createdAt = instance.createdAt();
        observe(instance.status(), instance.updatedAt());
    }

    final void observe(InstanceStatus status, Instant at) {
        state = status.state();
        health = status.health();
        message = status.message();
        restarts = status.restarts();
        Handle current = status.handle();
        handle = current == null ? null : current.id();
        handleStartTime = current == null ? 0 : current.startTime();
        address = current == null ? null : current.address();
        imageDigest = current == null ? null : current.imageDigest();
        startedAt = status.startedAt();
        lastExitCode = status.lastExitCode();
        backOffUntil = status.backOffUntil();
        updatedAt = at;
    }

    InstanceStatus status() {
        return new InstanceStatus(
                state,
                health,
                message,
                restarts,
                handle == null ? null : new Handle(handle, handleStartTime, address, imageDigest),
                startedAt,
                lastExitCode,
                backOffUntil);
    }

    Instance toInstance() {
        return new Instance(
                name,
                uid.toString(),
                server,
                serverUid.toString(),
                generation,
                node,
                runtime,
                new Owner(owner, ownerSession),
                status(),
                resourceVersion,
                createdAt,
                updatedAt);
    }
}
