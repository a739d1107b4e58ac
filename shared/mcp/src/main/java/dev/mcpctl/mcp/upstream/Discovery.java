package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.wire.Extensions;
import dev.mcpctl.mcp.wire.Revision;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a server said of itself when it was dialled.
 *
 * @param serverInfo as the server names itself; not to be relied on
 * @param instructions untrusted text for a model
 */
public record Discovery(
        Revision revision,
        Json capabilities,
        Json serverInfo,
        @Nullable String instructions,
        Instant at) {

    public Optional<String> instructionText() {
        return Optional.ofNullable(instructions);
    }

    /**
     * Whether the capability of this name was declared: {@code tools}, {@code prompts}, {@code
     * resources}, …
     */
    public boolean has(String capability) {
        return capabilities.get(capability).filter(Json::isObject).isPresent();
    }

    /** Whether a capability was declared with a flag set: {@code resources}, {@code subscribe}. */
    public boolean has(String capability, String flag) {
        return capabilities
                .get(capability)
                .flatMap(object -> object.get(flag))
                .filter(Json::isTrue)
                .isPresent();
    }

    /** Whether an extension of this id was declared. */
    public boolean offers(String extension) {
        return Extensions.isIn(capabilities, extension);
    }

    /** What of a filter this server can deliver, by what it declared. */
    public SubscriptionFilter honoured(SubscriptionFilter wanted) {
        return wanted.and(
                new SubscriptionFilter(
                        has("tools", "listChanged"),
                        has("prompts", "listChanged"),
                        has("resources", "listChanged"),
                        has("resources", "subscribe") ? wanted.resources() : Set.of()));
    }

    /** As the result of {@code server/discover}, without cache hints. */
    public Json json() {
        Json json =
                Json.object("resultType", Json.of("complete"))
                        .with(
                                "supportedVersions",
                                Json.array(Revision.modernLabels().stream().map(Json::of).toList()))
                        .with("capabilities", capabilities);
        return instructions == null ? json : json.with("instructions", Json.of(instructions));
    }
}
