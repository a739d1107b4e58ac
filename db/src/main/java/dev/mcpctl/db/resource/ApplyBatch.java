package dev.mcpctl.db.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.db.feed.ChangeOp;
import dev.mcpctl.db.feed.Mutation;
import dev.mcpctl.db.secret.SealPlan;
import dev.mcpctl.db.secret.Sealing;

import org.jspecify.annotations.Nullable;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * The resources of one kind in an apply, written by one statement: PostgreSQL itself says which are
 * new, which differ and which are the same. Used once, by one thread, under the feed's lock.
 */
final class ApplyBatch {
    /** What {@code stored} selects is the table as it was before this statement. */
    private static final String UPSERT =
            """
            with given as (
                select * from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                    as row(uid, project, name, labels, annotations, spec, sealed)),
            written as (
                insert into resource as old (uid, kind, project, name, labels, annotations, spec, sealed,
                                             status, generation, resource_version, created_at, updated_at)
                select uid, ?, project, name, labels::jsonb, annotations::jsonb, spec::jsonb, sealed::jsonb,
                       '{}', 1, nextval('resource_version'), ?, ?
                from given
                on conflict (kind, project, name) do update
                set labels = excluded.labels, annotations = excluded.annotations, spec = excluded.spec,
                    sealed = excluded.sealed, resource_version = excluded.resource_version,
                    updated_at = excluded.updated_at,
                    generation = old.generation + case
                        when (old.spec, old.sealed) is distinct from (excluded.spec, excluded.sealed) then 1
                        else 0 end
                where (old.spec, old.sealed, old.labels, old.annotations)
                    is distinct from (excluded.spec, excluded.sealed, excluded.labels, excluded.annotations)
                returning old.*)
            select given.name, given.project,
                   written.uid is not null as is_written,
                   coalesce(written.uid, stored.uid) as uid,
                   coalesce(written.generation, stored.generation) as generation,
                   coalesce(written.resource_version, stored.resource_version) as resource_version,
                   coalesce(written.created_at, stored.created_at) as created_at,
                   coalesce(written.updated_at, stored.updated_at) as updated_at,
                   stored.status, stored.generation as old_generation,
                   stored.resource_version as old_version, stored.updated_at as old_updated_at,
                   case when written.uid is not null then stored.spec end as old_spec,
                   stored.labels as old_labels, stored.annotations as old_annotations,
                   stored.sealed as old_sealed
            from given
            left join written on written.name = given.name
                and written.project is not distinct from given.project
            left join resource as stored on stored.kind = ? and stored.name = given.name
                and stored.project is not distinct from given.project
            """;

    private static final String SEALED =
            """
            select stored.uid, stored.project, stored.name, stored.sealed
            from resource as stored
            join unnest(?::text[], ?::text[]) as given(project, name)
                on stored.name = given.name and stored.project is not distinct from given.project
            where stored.kind = ?
            """;

    private final ResourceKind<?> kind;
    private final List<Place> places = new ArrayList<>();

    /** A resource and where it stands in the list that was given. */
    record Place(int index, Resource resource) {}

    /** What is stored now under a key. */
    private record Stored(UUID uid, Map<String, String> sealed) {}

    ApplyBatch(ResourceKind<?> kind) {
        this.kind = kind;
    }

    void add(int index, Resource resource) {
        places.add(new Place(index, resource));
    }

    /**
     * Takes the values out; call for every batch before the first is written.
     *
     * @param faults pointers begin with the index of the resource in the list that was given
     */
    List<SealPlan> plan(Mutation mutation, Sealing sealing, List<Fault> faults) {
        Map<ResourceKey, Stored> stored =
                kind.sealedField().isPresent()
                        ? mutation.session().doReturningWork(this::storedSealed)
                        : Map.of();
        List<SealPlan> plans = new ArrayList<>();
        for (Place place : places) {
            Stored old = stored.get(place.resource().key());
            List<Fault> own = new ArrayList<>();
            plans.add(
                    sealing.plan(
                            kind,
                            old == null ? UUID.randomUUID() : old.uid(),
                            place.resource().spec(),
                            old == null ? Map.of() : old.sealed(),
                            own));
            own.forEach(fault -> faults.add(fault.under("/" + place.index())));
        }
        return plans;
    }

    /** Writes the rows and the feed; {@code answers} gets each answer at its index. */
    void write(Mutation mutation, List<SealPlan> plans, Applied[] answers) {
        Map<ResourceKey, Integer> byKey = new HashMap<>();
        for (int i = 0; i < places.size(); i++) {
            byKey.put(places.get(i).resource().key(), i);
        }
        Answer[] found = new Answer[places.size()];
        mutation.session()
                .doWork(connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
                        bind(connection, statement, plans, mutation);
                        try (ResultSet rows = statement.executeQuery()) {
                            while (rows.next()) {
                                ResourceKey key = key(rows);
                                int at = byKey.getOrDefault(key, -1);
                                found[at] = answer(rows, places.get(at), plans.get(at));
                            }
                        }
                    }
                });
        for (int i = 0; i < places.size(); i++) { // the feed's order is the order given
            Answer answer = found[i];
            if (answer.op() != null) {
                mutation.record(
                        answer.op(),
                        answer.applied().resource().key(),
                        answer.before(),
                        ResourceRow.image(
                                answer.applied().resource(), plans.get(i).orderedHashes()));
            }
            answers[places.get(i).index()] = answer.applied();
        }
    }

    /**
     * @param op null when nothing was written
     */
    private record Answer(Applied applied, @Nullable ChangeOp op, @Nullable ObjectNode before) {}

    private Map<ResourceKey, Stored> storedSealed(Connection connection) throws SQLException {
        Map<ResourceKey, Stored> stored = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SEALED)) {
            statement.setArray(
                    1, texts(connection, place -> place.resource().metadata().project()));
            statement.setArray(2, texts(connection, place -> place.resource().metadata().name()));
            statement.setString(3, kind.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    stored.put(
                            key(rows),
                            new Stored(
                                    rows.getObject("uid", UUID.class),
                                    textMap(rows.getString("sealed"))));
                }
            }
        }
        return stored;
    }

    private void bind(
            Connection connection,
            PreparedStatement statement,
            List<SealPlan> plans,
            Mutation mutation)
            throws SQLException {
        Timestamp at = Timestamp.from(mutation.at());
        statement.setArray(
                1, connection.createArrayOf("uuid", plans.stream().map(SealPlan::uid).toArray()));
        statement.setArray(2, texts(connection, place -> place.resource().metadata().project()));
        statement.setArray(3, texts(connection, place -> place.resource().metadata().name()));
        statement.setArray(
                4, texts(connection, place -> text(place.resource().metadata().labels())));
        statement.setArray(
                5, texts(connection, place -> text(place.resource().metadata().annotations())));
        statement.setArray(
                6,
                connection.createArrayOf(
                        "text", plans.stream().map(p -> JsonCodec.text(p.spec())).toArray()));
        statement.setArray(
                7,
                connection.createArrayOf(
                        "text", plans.stream().map(p -> text(p.orderedHashes())).toArray()));
        statement.setString(8, kind.name());
        statement.setTimestamp(9, at);
        statement.setTimestamp(10, at);
        statement.setString(11, kind.name());
    }

    private static Answer answer(ResultSet rows, Place place, SealPlan plan) throws SQLException {
        Metadata given = place.resource().metadata();
        String status = rows.getString("status");
        Resource now =
                new Resource(
                        new Metadata(
                                given.kind(),
                                given.name(),
                                given.project(),
                                given.labels(),
                                given.annotations(),
                                rows.getString("uid"),
                                rows.getLong("generation"),
                                rows.getLong("resource_version"),
                                rows.getTimestamp("created_at").toInstant(),
                                rows.getTimestamp("updated_at").toInstant()),
                        plan.spec(),
                        status == null ? JsonCodec.object() : tree(status));
        if (!rows.getBoolean("is_written")) {
            return new Answer(new Applied(now, Applied.Outcome.UNCHANGED), null, null);
        }
        String oldSpec = rows.getString("old_spec");
        if (oldSpec == null) {
            return new Answer(new Applied(now, Applied.Outcome.CREATED), ChangeOp.CREATE, null);
        }
        Metadata before =
                new Metadata(
                        given.kind(),
                        given.name(),
                        given.project(),
                        textMap(rows.getString("old_labels")),
                        textMap(rows.getString("old_annotations")),
                        rows.getString("uid"),
                        rows.getLong("old_generation"),
                        rows.getLong("old_version"),
                        now.metadata().createdAt(),
                        rows.getTimestamp("old_updated_at").toInstant());
        return new Answer(
                new Applied(now, Applied.Outcome.CONFIGURED),
                ChangeOp.UPDATE,
                ResourceRow.image(
                        Resource.of(before, tree(oldSpec)), textMap(rows.getString("old_sealed"))));
    }

    private ResourceKey key(ResultSet rows) throws SQLException {
        return new ResourceKey(kind.name(), rows.getString("project"), rows.getString("name"));
    }

    private Array texts(Connection connection, Function<Place, @Nullable String> column)
            throws SQLException {
        return connection.createArrayOf("text", places.stream().map(column).toArray());
    }

    private static String text(Map<String, String> map) {
        return JsonCodec.text(JsonCodec.object(map));
    }

    private static ObjectNode tree(String json) {
        return (ObjectNode) JsonCodec.read(json);
    }

    private static Map<String, String> textMap(String json) {
        Map<String, String> map = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : tree(json).properties()) {
            map.put(entry.getKey(), entry.getValue().asText());
        }
        return map;
    }

    /** A key that is given twice cannot be two things. */
    static void checkDistinct(List<Resource> resources) {
        Map<ResourceKey, Integer> first = new HashMap<>();
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < resources.size(); i++) {
            Integer earlier = first.putIfAbsent(resources.get(i).key(), i);
            if (earlier != null) {
                faults.add(new Fault("/" + i + "/metadata/name", "the same as /" + earlier));
            }
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid("the list of resources", faults);
        }
    }
}
