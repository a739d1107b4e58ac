package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What clients can be asked for, as they declare it. */
public final class ClientCapabilities {
    /** What we carry to a client and back, with the parts of each that mean something. */
    private static final Map<String, Set<String>> RELAYED =
            Map.of(
                    "sampling",
                    Set.of("tools", "context"),
                    "elicitation",
                    Set.of("form", "url"),
                    "roots",
                    Set.of(),
                    Extensions.MEMBER,
                    Extensions.RELAYED);

    private ClientCapabilities() {}

    /** What we declare to a server that shakes hands once for all clients. */
    public static Json everything() {
        Map<String, Json> all = new TreeMap<>();
        RELAYED.forEach((kind, parts) -> {
            Map<String, Json> each = new TreeMap<>();
            parts.forEach(part -> each.put(part, Json.object()));
            all.put(kind, Json.object(each));
        });
        all.put(Extensions.MEMBER, Extensions.ofAnyClient());
        return Json.object(all);
    }

    /** Of what a client declares, that which a server behind us may be told of. */
    public static Json relayed(Json declared) {
        for (Map.Entry<String, Json> each : declared.members().entrySet()) {
            Set<String> known = RELAYED.get(each.getKey());
            Json parts = each.getValue();
            if (known == null
                    || !parts.isObject()
                    || !known.containsAll(parts.members().keySet())) {
                return reduced(declared);
            }
        }
        return declared; // nearly always, so that it is written as it came
    }

    private static Json reduced(Json declared) {
        Map<String, Json> kept = new LinkedHashMap<>();
        declared.members()
                .forEach((kind, parts) -> {
                    Set<String> known = RELAYED.get(kind);
                    if (known != null && parts.isObject()) {
                        kept.put(kind, only(known, parts));
                    }
                });
        return Extensions.relayed(Json.object(kept));
    }

    /**
     * What a client of a handshake declared, in modern form: what its revision does not have it
     * cannot be asked for.
     */
    public static Json ofHandshake(Revision revision, Json declared) {
        Json relayed = Extensions.without(relayed(declared), Extensions.TASKS);
        if (revision.isBefore(Revision.V2025_06_18)) {
            relayed = relayed.without("elicitation");
        }
        if (revision.isBefore(Revision.V2025_11_25)) {
            for (String kind : List.of("sampling", "elicitation", "roots")) {
                relayed = relayed.has(kind) ? relayed.with(kind, Json.object()) : relayed;
            }
        }
        return withForm(relayed);
    }

    /** Forms were all that there was at first; servers look for their name by now. */
    private static Json withForm(Json relayed) {
        boolean isUnnamed =
                relayed.get("elicitation").filter(modes -> modes.members().isEmpty()).isPresent();
        return isUnnamed
                ? relayed.with("elicitation", Json.object("form", Json.object()))
                : relayed;
    }

    private static Json only(Set<String> known, Json parts) {
        Json kept = parts;
        for (String part : parts.members().keySet()) {
            kept = known.contains(part) ? kept : kept.without(part);
        }
        return kept;
    }
}
