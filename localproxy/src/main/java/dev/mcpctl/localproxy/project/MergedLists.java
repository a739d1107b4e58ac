package dev.mcpctl.localproxy.project;

import dev.mcpctl.api.project.ToolNames;
import dev.mcpctl.mcp.message.Json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lists of all servers of a project at one moment, as one: attachment by attachment, each in
 * its server's order. Pages are written once for each spelling of names and then given out as they
 * are. Immutable to the eye; safe on any thread.
 */
final class MergedLists {
    /**
     * What one attached server has.
     *
     * @param lists absent for a list that is not known yet
     */
    record Part(String alias, Map<ListKind, ListContent> lists) {
        List<Json> items(ListKind kind) {
            ListContent content = lists.get(kind);
            return content == null ? List.of() : content.items();
        }

        /** Of what it lists, and of pages that its tools show, which servers need not list. */
        List<String> uris() {
            List<String> uris = new ArrayList<>(keys(ListKind.RESOURCES));
            items(ListKind.TOOLS).forEach(tool -> ResultUris.pageOf(tool).ifPresent(uris::add));
            return uris;
        }

        List<String> keys(ListKind kind) {
            Set<String> once = new HashSet<>();
            return items(kind).stream()
                    .flatMap(item -> item.text(kind.key()).stream())
                    .filter(once::add)
                    .toList();
        }
    }

    private record PageKey(ListKind kind, ToolNames style) {}

    private final String project;
    private final List<Part> parts;
    private final PageBounds bounds;
    private final NameTable tools;
    private final NameTable prompts;
    private final ResourceUris uris;
    private final Map<PageKey, List<Json>> pages = new ConcurrentHashMap<>();

    /**
     * @param parts in the order of attachment
     */
    MergedLists(String project, List<Part> parts, PageBounds bounds) {
        this.project = project;
        this.parts = List.copyOf(parts);
        this.bounds = bounds;
        this.tools = table(ListKind.TOOLS);
        this.prompts = table(ListKind.PROMPTS);
        this.uris =
                new ResourceUris(
                        parts.stream()
                                .map(part ->
                                        new ResourceUris.Listed(
                                                part.alias(),
                                                part.uris(),
                                                part.keys(ListKind.TEMPLATES)))
                                .toList());
    }

    private NameTable table(ListKind kind) {
        return NameTable.of(
                project,
                parts.stream()
                        .flatMap(part ->
                                part.keys(kind).stream()
                                        .map(name -> new QualifiedName(part.alias(), name)))
                        .toList());
    }

    ResourceUris uris() {
        return uris;
    }

    /** Whose tool, or prompt, a client means. */
    Optional<QualifiedName> find(ListKind kind, String spelled, ToolNames style) {
        return (kind == ListKind.TOOLS ? tools : prompts).find(spelled, style);
    }

    /** Equal for two moments exactly when a client would see no difference in that list. */
    List<String> fingerprint(ListKind kind) {
        List<String> prints = new ArrayList<>();
        for (Part part : parts) {
            ListContent content = part.lists().get(kind);
            if (content != null && !content.fingerprint().isEmpty()) {
                prints.add(part.alias() + ":" + content.fingerprint());
            }
        }
        return prints;
    }

    /** For how long every part of that list stays fresh. */
    long freshMillisLeft(ListKind kind) {
        long least = Long.MAX_VALUE;
        for (Part part : parts) {
            ListContent content = part.lists().get(kind);
            least = Math.min(least, content == null ? 0 : content.freshMillisLeft());
        }
        return parts.isEmpty() ? 0 : least;
    }

    /**
     * One page of a list, as the result of a list method, without cache hints.
     *
     * @param cursor of the page before; null for the first
     * @throws dev.mcpctl.mcp.message.McpException {@code -32602} for a cursor that is not of this
     *     very list
     */
    Json page(ListKind kind, ToolNames style, @Nullable String cursor) {
        List<Json> all =
                pages.computeIfAbsent(
                        new PageKey(kind, style), key -> write(key.kind(), key.style()));
        return all.get(
                cursor == null ? 0 : Cursor.index(cursor, kind, fingerprint(kind), all.size()));
    }

    private List<Json> write(ListKind kind, ToolNames style) {
        List<String> fingerprint = fingerprint(kind);
        List<List<Json>> split = bounds.split(outward(kind, style));
        List<Json> written = new ArrayList<>();
        for (int i = 0; i < split.size(); i++) {
            Json result = Json.object(kind.member(), Json.array(split.get(i)));
            if (i + 1 < split.size()) {
                result = result.with("nextCursor", Json.of(Cursor.of(i + 1, kind, fingerprint)));
            }
            // Written here once, so that every answer is a copy of these bytes.
            written.add(Json.parse(result.toBytes()));
        }
        return List.copyOf(written);
    }

    private List<Json> outward(ListKind kind, ToolNames style) {
        List<Json> items = new ArrayList<>();
        for (Part part : parts) {
            Set<String> once = new HashSet<>();
            for (Json item : part.items(kind)) {
                // A second item of one name could never be meant by anybody.
                item.text(kind.key())
                        .filter(once::add)
                        .ifPresent(key -> items.add(outward(kind, style, part.alias(), key, item)));
            }
        }
        return items;
    }

    private Json outward(ListKind kind, ToolNames style, String alias, String key, Json item) {
        return switch (kind) {
            case TOOLS ->
                    ResultUris.ofTool(
                            named(item, key, tools.wire(new QualifiedName(alias, key), style)),
                            uri -> uris.outward(alias, uri));
            case PROMPTS -> named(item, key, prompts.wire(new QualifiedName(alias, key), style));
            case RESOURCES -> located(item, kind, key, uris.outward(alias, key));
            case TEMPLATES -> located(item, kind, key, uris.outwardTemplate(alias, key));
        };
    }

    private static Json named(Json item, String name, String wire) {
        return name.equals(wire) ? item : item.with("name", Json.of(wire));
    }

    private static Json located(Json item, ListKind kind, String uri, String outward) {
        return uri.equals(outward) ? item : item.with(kind.key(), Json.of(outward));
    }
}
