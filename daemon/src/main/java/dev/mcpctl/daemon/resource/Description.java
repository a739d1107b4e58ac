package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.manifest.FieldOrder;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Section;
import dev.mcpctl.api.resource.Storage;
import dev.mcpctl.api.resource.View;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.db.event.Event;
import dev.mcpctl.db.event.EventTable;
import dev.mcpctl.db.secret.SecretVault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One resource as text for people: metadata, a walk of the spec, the sections of its kind, status,
 * what uses it, and events. Any thread; reads the database for events and sealed values.
 */
final class Description {
    private static final int LOG_LINES = 20;

    private final EventTable events;
    private final SecretVault vault;
    private final RunningInstances running;
    private final Clock clock;

    Description(EventTable events, SecretVault vault, RunningInstances running, Clock clock) {
        this.events = events;
        this.vault = vault;
        this.running = running;
        this.clock = clock;
    }

    /** Whether sealed values appear. */
    enum Values {
        MASKED,
        SHOWN
    }

    <S> String of(ResourceKind<S> kind, Resource resource, Catalog catalog, Values values) {
        DescriptionText text = new DescriptionText();
        metadata(resource.metadata(), text);
        text.fields(new FieldOrder().sorted(shownSpec(kind, resource, values)));
        View<S> view = kind.view(resource, clock.instant());
        for (Section<S> section : kind.sections()) {
            text.section(section.title(), section.lines().apply(view));
        }
        TemplateDrift.of(resource, catalog).ifPresent(drift -> text.named("Template", drift));
        if (!resource.status().isEmpty()) {
            text.named("Status", resource.status());
        }
        text.section("Used By", users(resource.key(), catalog));
        if (isFailing(kind, resource)) {
            text.section("Last Log Lines", running.lastLogLines(resource, LOG_LINES));
        }
        text.section("Events", orUnavailable(() -> eventLines(resource.key())));
        return text.toString();
    }

    private void metadata(Metadata metadata, DescriptionText text) {
        text.field("Name", metadata.name());
        if (metadata.project() != null) {
            text.field("Project", metadata.project());
        }
        text.pairs("Labels", "=", metadata.labels());
        text.pairs("Annotations", ": ", metadata.annotations());
        Instant created = metadata.createdAt();
        if (created != null) {
            String age = View.age(Duration.between(created, clock.instant()));
            text.field("Created", created + " (" + age + " ago)");
        }
        text.field("Generation", Long.toString(metadata.generation()));
        text.field("Resource Version", Long.toString(metadata.resourceVersion()));
    }

    private ObjectNode shownSpec(ResourceKind<?> kind, Resource resource, Values values) {
        ObjectNode spec = resource.spec().deepCopy();
        kind.derivedField().ifPresent(spec::remove);
        kind.sections().forEach(section -> spec.remove(section.fields()));
        kind.sealedField()
                .filter(field -> spec.path(field).isObject())
                .ifPresent(field -> {
                    Map<String, String> opened =
                            values == Values.SHOWN ? opened(resource) : Map.of();
                    ObjectNode shown = JsonCodec.object();
                    spec.path(field)
                            .fieldNames()
                            .forEachRemaining(
                                    key -> shown.put(key, opened.getOrDefault(key, "***")));
                    spec.set(field, shown);
                });
        return spec;
    }

    private Map<String, String> opened(Resource resource) {
        String uid = resource.metadata().uid();
        return uid == null ? Map.of() : vault.open(uid);
    }

    private static List<String> users(ResourceKey key, Catalog catalog) {
        List<String> users = new ArrayList<>();
        for (ResourceKind<?> kind : Kinds.ALL) {
            if (kind.storage() != Storage.DERIVED) {
                addUsers(kind, key, catalog, users);
            }
        }
        return users;
    }

    private static <S> void addUsers(
            ResourceKind<S> kind, ResourceKey key, Catalog catalog, List<String> users) {
        catalog.list(kind)
                .filter(other -> ProjectClosure.mentions(kind, other.key(), catalog).contains(key))
                .forEach(other -> users.add(other.key().toString()));
    }

    /** An instance that is not well; other kinds have no log of their own. */
    private static boolean isFailing(ResourceKind<?> kind, Resource resource) {
        if (kind.storage() != Storage.OWN_TABLE) {
            return false;
        }
        JsonNode status = resource.status();
        return !status.path("state").asText().equals(InstanceState.RUNNING.label())
                || status.path("health").asText().equals(Health.UNHEALTHY.label())
                || status.path("health").asText().equals(Health.DEGRADED.label());
    }

    private List<String> eventLines(ResourceKey key) {
        List<Event> found = events.of(key);
        List<List<String>> rows = new ArrayList<>();
        if (!found.isEmpty()) {
            rows.add(List.of("TYPE", "REASON", "AGE", "MESSAGE"));
        }
        Instant now = clock.instant();
        for (Event event : found) {
            String age = View.age(Duration.between(event.at(), now));
            String first = View.age(Duration.between(event.firstAt(), now));
            rows.add(
                    List.of(
                            event.type().label(),
                            event.reason(),
                            event.count() > 1
                                    ? age + " (x" + event.count() + " over " + first + ")"
                                    : age,
                            event.message()));
        }
        return rows.isEmpty() ? List.of("<none>") : DescriptionText.aligned(rows);
    }

    /** A description is worth having while the database is away. */
    private static List<String> orUnavailable(Supplier<List<String>> lines) {
        try {
            return lines.get();
        } catch (Problem problem) {
            return List.of("<" + problem.detail() + ">");
        }
    }
}
