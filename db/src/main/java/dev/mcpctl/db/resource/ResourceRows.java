package dev.mcpctl.db.resource;

import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.resource.ResourceKey;

import org.hibernate.StatelessSession;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The queries on the table {@code resource}. */
final class ResourceRows {
    private ResourceRows() {}

    static @Nullable ResourceRow find(StatelessSession session, ResourceKey key) {
        return session.createSelectionQuery(
                        "from ResourceRow where kind = :kind and name = :name"
                                + " and project is not distinct from :project",
                        ResourceRow.class)
                .setParameter("kind", key.kind())
                .setParameter("name", key.name())
                .setParameter("project", key.project(), String.class)
                .getSingleResultOrNull();
    }

    static ResourceRow get(StatelessSession session, ResourceKey key) {
        ResourceRow row = find(session, key);
        if (row == null) {
            throw notFound(key);
        }
        return row;
    }

    static Problem notFound(ResourceKey key) {
        return Problem.notFound(Kinds.get(key.kind()).plural(), key.name());
    }

    static List<ResourceRow> all(StatelessSession session) {
        return session.createSelectionQuery("from ResourceRow", ResourceRow.class).getResultList();
    }

    /** Rows of a kind whose spec holds a word somewhere: a superset of those that refer to it. */
    static List<ResourceRow> mentioning(StatelessSession session, String kind, String word) {
        return session.createNativeQuery(
                        "select * from resource where kind = :kind"
                                + " and strpos(cast(spec as text), :word) > 0"
                                + " order by project collate \"C\", name collate \"C\"",
                        ResourceRow.class)
                .setParameter("kind", kind)
                .setParameter("word", word)
                .getResultList();
    }

    /** One row more than the limit when there is a next page. */
    static List<ResourceRow> page(StatelessSession session, ListQuery query) {
        List<String> conditions = new ArrayList<>(List.of("kind = :kind"));
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("kind", query.kind());
        if (query.project() != null) {
            conditions.add("project = :project");
            parameters.put("project", query.project());
        }
        if (query.names() != null) {
            conditions.add("name in (:names)");
            parameters.put("names", query.names().isEmpty() ? List.of("") : query.names());
        }
        for (LabelSelector.Requirement requirement : query.selector().requirements()) {
            conditions.add(condition(requirement, parameters));
        }
        if (query.continueToken() != null) {
            ContinueToken from = ContinueToken.read(query.continueToken(), query.kind());
            conditions.add(
                    "(coalesce(project, '') collate \"C\", name collate \"C\")"
                            + " > (:afterProject, :afterName)");
            parameters.put("afterProject", from.project());
            parameters.put("afterName", from.name());
        }
        NativeQuery<ResourceRow> rows =
                session.createNativeQuery(
                        "select * from resource where "
                                + String.join(" and ", conditions)
                                + " order by coalesce(project, '') collate \"C\","
                                + " name collate \"C\" limit :limit",
                        ResourceRow.class);
        parameters.forEach((name, value) -> {
            if (value instanceof Iterable<?> values) {
                List<Object> list = new ArrayList<>();
                values.forEach(list::add);
                rows.setParameterList(name, list);
            } else {
                rows.setParameter(name, value);
            }
        });
        return rows.setParameter("limit", query.limit() + 1).getResultList();
    }

    /** Label keys and values are bound, never written into the statement. */
    private static String condition(
            LabelSelector.Requirement requirement, Map<String, Object> parameters) {
        String key = "key" + parameters.size();
        String values = "values" + parameters.size();
        return switch (requirement) {
            case LabelSelector.Exists(String label) -> {
                parameters.put(key, label);
                yield "labels ->> :" + key + " is not null";
            }
            case LabelSelector.Absent(String label) -> {
                parameters.put(key, label);
                yield "labels ->> :" + key + " is null";
            }
            case LabelSelector.In(String label, var in) -> {
                parameters.put(key, label);
                parameters.put(values, in);
                yield "labels ->> :" + key + " in (:" + values + ")";
            }
            case LabelSelector.NotIn(String label, var out) -> {
                parameters.put(key, label);
                parameters.put(values, out);
                yield "coalesce(labels ->> :" + key + " not in (:" + values + "), true)";
            }
        };
    }
}
