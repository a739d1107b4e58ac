package dev.mcpctl.db.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** A row of the table {@code change}; written by {@link Mutations} alone. */
@Entity
@Immutable
@Table(name = "change")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields
public class ChangeRow {
    @Id private long position;
    private Instant at;
    private String op;
    private String kind;
    private @Nullable String project;
    private String name;
    private String author;
    private String reason;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable JsonNode before;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable JsonNode after;

    protected ChangeRow() {}

    Change toChange() {
        return new Change(
                position,
                at,
                ChangeOp.labelled(op),
                new ResourceKey(kind, project, name),
                new Author(author, reason),
                resource(before),
                resource(after));
    }

    private @Nullable Resource resource(@Nullable JsonNode stored) {
        if (stored == null || stored.isNull()) {
            return null;
        }
        ObjectNode json = JsonCodec.object().put("kind", kind);
        json.set("metadata", stored.path("metadata"));
        json.set("spec", stored.path("spec"));
        return Resource.fromJson(json);
    }
}
