package dev.mcpctl.localproxy.project;

import dev.mcpctl.api.project.ToolNames;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the tools of a project, or its prompts, are called on the wire and back. Names are found by
 * looking them up, never by taking them apart. Immutable.
 */
final class NameTable {
    private final Map<QualifiedName, String> safe;
    private final Map<String, QualifiedName> known = new HashMap<>();
    private final Map<String, QualifiedName> bare = new HashMap<>();

    private NameTable(Map<QualifiedName, String> safe) {
        this.safe = safe;
        safe.forEach((name, spelled) -> {
            known.put(spelled, name);
            known.put(name.toString(), name);
            bare.put(name.name(), name);
        });
    }

    /**
     * @param names each once
     */
    static NameTable of(String project, List<QualifiedName> names) {
        return new NameTable(SafeNames.assign(names, SafeNames.boundOf(project)));
    }

    /** What a client is told that the thing is called. */
    String wire(QualifiedName name, ToolNames style) {
        return switch (style) {
            case SLASH -> name.toString();
            case SAFE -> safe.getOrDefault(name, name.toString());
            case NONE -> name.name();
        };
    }

    /** Whose name that is: {@code alias/name} and the safe form are understood in every style. */
    Optional<QualifiedName> find(String spelled, ToolNames style) {
        QualifiedName own = style == ToolNames.NONE ? bare.get(spelled) : null;
        return Optional.ofNullable(own == null ? known.get(spelled) : own);
    }
}
