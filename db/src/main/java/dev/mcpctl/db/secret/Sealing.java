package dev.mcpctl.db.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.resource.Fields;
import dev.mcpctl.api.resource.ResourceKind;

import org.hibernate.StatelessSession;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/** Takes the values out of specs, seals them and stores them. Any thread. */
public final class Sealing {
    private static final String UPSERT =
            """
            insert into secret_value (resource_uid, key, key_id, nonce, ciphertext)
            select * from unnest(?::uuid[], ?::text[], ?::text[], ?::bytea[], ?::bytea[])
            on conflict (resource_uid, key) do update
            set key_id = excluded.key_id, nonce = excluded.nonce, ciphertext = excluded.ciphertext
            """;
    private static final String DELETE =
            """
            delete from secret_value as stored
            using unnest(?::uuid[], ?::text[]) as gone(resource_uid, key)
            where stored.resource_uid = gone.resource_uid and stored.key = gone.key
            """;

    private final MasterKey key;

    public Sealing(MasterKey key) {
        this.key = key;
    }

    /**
     * Decides what is to be stored; stores nothing.
     *
     * @param stored the hashes of the values that are stored now, by key
     * @param faults gets a fault {@code /spec/FIELD/KEY} for each null that has no stored value
     */
    public SealPlan plan(
            ResourceKind<?> kind,
            UUID uid,
            ObjectNode spec,
            Map<String, String> stored,
            List<Fault> faults) {
        String field = kind.sealedField().orElse("");
        if (field.isEmpty()) {
            return new SealPlan(uid, spec, Map.of(), List.of(), Set.of());
        }
        ObjectNode emptied = spec.deepCopy();
        Map<String, String> hashes = new LinkedHashMap<>();
        List<SealPlan.SealedValue> written = new ArrayList<>();
        if (emptied.get(field) instanceof ObjectNode values) {
            for (Map.Entry<String, JsonNode> entry : List.copyOf(values.properties())) {
                String name = entry.getKey();
                JsonNode value = entry.getValue();
                String pointer = "/spec/" + field + "/" + Fields.escaped(name);
                if (value.isNull() && stored.containsKey(name)) {
                    hashes.put(name, stored.get(name));
                } else if (value.isNull()) {
                    faults.add(new Fault(pointer, "no value is stored for " + name));
                } else if (!value.isTextual()) {
                    faults.add(new Fault(pointer, "expected text"));
                } else {
                    String context = context(uid, name);
                    String hash = key.hash(value.textValue(), context);
                    hashes.put(name, hash);
                    if (!hash.equals(stored.get(name))) {
                        written.add(
                                new SealPlan.SealedValue(
                                        name, key.seal(value.textValue(), context)));
                    }
                    values.putNull(name);
                }
            }
        }
        Set<String> removed = new TreeSet<>(stored.keySet());
        removed.removeAll(hashes.keySet());
        return new SealPlan(uid, emptied, hashes, written, removed);
    }

    /** Stores what the plans say; the resources' rows exist already. */
    public void store(StatelessSession session, List<SealPlan> plans) {
        boolean isNeeded =
                plans.stream().anyMatch(p -> !p.written().isEmpty() || !p.removed().isEmpty());
        if (isNeeded) {
            session.doWork(connection -> {
                upsert(connection, plans);
                delete(connection, plans);
            });
        }
    }

    /** What a value is bound to, so that one row's ciphertext is of no use in another. */
    static String context(UUID uid, String name) {
        return uid + "/" + name;
    }

    private static void upsert(Connection connection, List<SealPlan> plans) throws SQLException {
        record Row(UUID uid, SealPlan.SealedValue value) {}
        List<Row> rows = new ArrayList<>();
        plans.forEach(plan -> plan.written().forEach(v -> rows.add(new Row(plan.uid(), v))));
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
            statement.setArray(1, array(connection, "uuid", rows, Row::uid));
            statement.setArray(2, array(connection, "text", rows, row -> row.value().key()));
            statement.setArray(
                    3, array(connection, "text", rows, row -> row.value().sealed().keyId()));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "bytea",
                            rows.stream()
                                    .map(row -> row.value().sealed().nonce())
                                    .toArray(byte[][]::new)));
            statement.setArray(
                    5,
                    connection.createArrayOf(
                            "bytea",
                            rows.stream()
                                    .map(row -> row.value().sealed().ciphertext())
                                    .toArray(byte[][]::new)));
            statement.executeUpdate();
        }
    }

    private static void delete(Connection connection, List<SealPlan> plans) throws SQLException {
        record Row(UUID uid, String key) {}
        List<Row> rows = new ArrayList<>();
        plans.forEach(plan -> plan.removed().forEach(name -> rows.add(new Row(plan.uid(), name))));
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setArray(1, array(connection, "uuid", rows, Row::uid));
            statement.setArray(2, array(connection, "text", rows, Row::key));
            statement.executeUpdate();
        }
    }

    private static <R> Array array(
            Connection connection, String type, List<R> rows, Function<R, Object> column)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(column).toArray());
    }
}
