package dev.mcpctl.localproxy.project;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.upstream.Discovery;
import dev.mcpctl.mcp.wire.Extensions;
import dev.mcpctl.mcp.wire.Revision;

import java.util.List;
import java.util.Optional;

/** What a project's endpoint says of itself: its servers' capabilities and instructions as one. */
final class Introduction {
    private static final int MAX_SECTION = 4_000;
    private static final int MAX_INSTRUCTIONS = 32_000;
    private static final Json FLAG = Json.of(true);

    private final List<AttachedServer> servers;

    Introduction(List<AttachedServer> servers) {
        this.servers = servers;
    }

    /** The result of {@code server/discover}, without cache hints. */
    Json json() {
        Json json =
                Json.object("resultType", Json.of("complete"))
                        .with(
                                "supportedVersions",
                                Json.array(Revision.modernLabels().stream().map(Json::of).toList()))
                        .with("capabilities", capabilities());
        Optional<String> instructions = instructions();
        return instructions.isEmpty()
                ? json
                : json.with("instructions", Json.of(instructions.get()));
    }

    /**
     * What any server has. Of a server that has not spoken yet everything is supposed: a client of
     * the handshake era learns it once and could not be told later.
     */
    private Json capabilities() {
        Json changing = Json.object("listChanged", FLAG);
        Json capabilities = Json.object("tools", changing);
        if (any("prompts")) {
            capabilities = capabilities.with("prompts", changing);
        }
        if (any("resources")) {
            boolean canSubscribe =
                    servers.stream()
                            .anyMatch(server ->
                                    server.discovery()
                                            .map(found -> found.has("resources", "subscribe"))
                                            .orElse(true));
            capabilities =
                    capabilities.with(
                            "resources",
                            canSubscribe ? changing.with("subscribe", FLAG) : changing);
        }
        for (String plain : List.of("completions", "logging")) {
            if (any(plain)) {
                capabilities = capabilities.with(plain, Json.object());
            }
        }
        for (String extension : List.of(Extensions.TASKS, Extensions.UI)) {
            Optional<Json> settings = settings(extension);
            if (settings.isPresent()) {
                capabilities = Extensions.with(capabilities, extension, settings.get());
            }
        }
        return capabilities;
    }

    /** What the first server that has an extension says of it. */
    private Optional<Json> settings(String extension) {
        boolean isSupposed = false;
        for (AttachedServer server : servers) {
            Optional<Json> said =
                    server.discovery()
                            .flatMap(found -> Extensions.settings(found.capabilities(), extension));
            if (said.isPresent()) {
                return said;
            }
            isSupposed |= server.discovery().isEmpty();
        }
        return isSupposed ? Optional.of(Json.object()) : Optional.empty();
    }

    private boolean any(String capability) {
        return servers.stream()
                .anyMatch(server ->
                        server.discovery().map(found -> found.has(capability)).orElse(true));
    }

    private Optional<String> instructions() {
        StringBuilder text = new StringBuilder();
        for (AttachedServer server : servers) {
            String own = server.discovery().flatMap(Discovery::instructionText).orElse("").strip();
            if (!own.isEmpty() && text.length() < MAX_INSTRUCTIONS) {
                text.append(text.isEmpty() ? "" : "\n\n")
                        .append("# ")
                        .append(server.alias())
                        .append('\n')
                        .append(
                                own.length() <= MAX_SECTION
                                        ? own
                                        : own.substring(0, MAX_SECTION) + "…");
            }
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
    }
}
