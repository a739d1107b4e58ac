package dev.mcpctl.db.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.db.secret.SealPlan;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;

/** A row of the table {@code resource}. */
@Entity
@Table(name = "resource")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields
public class ResourceRow {
    /** {@code jsonb} does not tell {@code 1e2} from {@code 100}. */
    private static final Comparator<JsonNode> BY_VALUE =
            (left, right) -> {
                if (left.isNumber() && right.isNumber()) {
                    BigDecimal number = left.decimalValue();
                    return number.compareTo(right.decimalValue());
                }
                return left.equals(right) ? 0 : 1;
            };

    @Id private UUID uid;
    private String kind;
    private @Nullable String project;
    private String name;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> labels;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> annotations;

    @JdbcTypeCode(SqlTypes.JSON)
    private JsonNode spec;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> sealed;

    @JdbcTypeCode(SqlTypes.JSON)
    private JsonNode status;

    private long generation;

    @Column(name = "resource_version")
    private long resourceVersion;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    protected ResourceRow() {}

    /** A row that was never stored. */
    ResourceRow(Metadata metadata, SealPlan plan, long version, Instant at) {
        this.uid = plan.uid();
        this.kind = metadata.kind();
        this.project = metadata.project();
        this.name = metadata.name();
        this.labels = metadata.labels();
        this.annotations = metadata.annotations();
        this.spec = plan.spec();
        this.sealed = plan.orderedHashes();
        this.status = JsonCodec.object();
        this.generation = 1;
        this.resourceVersion = version;
        this.createdAt = at;
        this.updatedAt = at;
    }

    UUID uid() {
        return uid;
    }

    ResourceKey key() {
        return new ResourceKey(kind, project, name);
    }

    /** The hashes of its sealed values by key. */
    Map<String, String> sealed() {
        return sealed;
    }

    long resourceVersion() {
        return resourceVersion;
    }

    ObjectNode spec() {
        return (ObjectNode) spec;
    }

    ObjectNode status() {
        return (ObjectNode) status;
    }

    boolean says(Metadata metadata, SealPlan plan) {
        return labels.equals(metadata.labels())
                && annotations.equals(metadata.annotations())
                && isSameSpec(plan);
    }

    /** Takes over what {@code metadata} and {@code plan} say. */
    void become(Metadata metadata, SealPlan plan, long version, Instant at) {
        if (!isSameSpec(plan)) {
            generation++;
        }
        labels = metadata.labels();
        annotations = metadata.annotations();
        spec = plan.spec();
        sealed = plan.orderedHashes();
        resourceVersion = version;
        updatedAt = at;
    }

    void observe(ObjectNode newStatus) {
        status = newStatus;
    }

    Resource toResource() {
        Metadata metadata =
                new Metadata(
                        kind,
                        name,
                        project,
                        labels,
                        annotations,
                        uid.toString(),
                        generation,
                        resourceVersion,
                        createdAt,
                        updatedAt);
        return new Resource(metadata, spec(), status());
    }

    /** What the feed keeps of it. */
    ObjectNode image() {
        return image(toResource(), sealed);
    }

    static ObjectNode image(Resource resource, Map<String, String> sealed) {
        ObjectNode image = JsonCodec.object();
        image.set("metadata", resource.metadata().toJson());
        image.set("spec", resource.spec());
        if (!sealed.isEmpty()) {
            image.set("sealed", JsonCodec.object(sealed));
        }
        return image;
    }

    private boolean isSameSpec(SealPlan plan) {
        return sealed.equals(plan.hashes()) && spec.equals(BY_VALUE, plan.spec());
    }
}
