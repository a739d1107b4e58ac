package dev.mcpctl.db.event;

import dev.mcpctl.api.resource.ResourceKey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** A row of the table {@code event}; written by {@link EventTable}'s statements alone. */
@Entity
@Immutable
@Table(name = "event")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields
public class EventRow {
    @Id private long id;
    private String kind;
    private @Nullable String project;
    private String name;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private EventType type;

    private String reason;
    private String message;
    private int count;

    @Column(name = "first_at")
    private Instant firstAt;

    @Column(name = "last_at")
    private Instant lastAt;

    protected EventRow() {}

    Event toEvent() {
        return new Event(
                new ResourceKey(kind, project, name),
                type,
                reason,
                message,
                count,
                firstAt,
                lastAt);
    }
}
