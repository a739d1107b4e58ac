package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;

import java.util.Optional;

/** Something that a server wants from the person, the model or the machine behind a client. */
public record Question(String method, Json params) {
    /** What a server of the handshake era asks by a request of its own. */
    public static Question ofHandshake(String method, Json params) {
        return new Question(method, params.without("elicitationId", "task", ModernForm.META));
    }

    /** Whether there is such a thing to ask. */
    public boolean isKnown() {
        return switch (method) {
            case Methods.ELICIT, Methods.SAMPLE, Methods.ROOTS_LIST -> true;
            default -> false;
        };
    }

    /** Whether this is of the form of an answer to it. */
    public boolean isAnsweredBy(Json answer) {
        return switch (method) {
            case Methods.ELICIT -> answer.text("action").isPresent();
            case Methods.SAMPLE -> answer.has("content");
            default -> answer.get("roots").filter(Json::isArray).isPresent();
        };
    }

    /** Whether it asks somebody to open an address. */
    public boolean isOfUrl() {
        return method.equals(Methods.ELICIT)
                && params.text("mode").filter("url"::equals).isPresent();
    }

    /**
     * What a client would have to declare before it can be asked this; empty when it has.
     *
     * @param declared capabilities in modern form
     */
    public Optional<Json> lackingIn(Json declared) {
        return switch (method) {
            case Methods.ELICIT -> {
                String mode = params.text("mode").orElse("form");
                yield lacking("elicitation", mode, isElicited(declared, mode));
            }
            case Methods.SAMPLE ->
                    params.get("tools").filter(tools -> !tools.elements().isEmpty()).isPresent()
                            ? lacking("sampling", "tools", has(declared, "tools"))
                            : lacking("sampling", "", declared.has("sampling"));
            default -> lacking("roots", "", declared.has("roots"));
        };
    }

    private static boolean has(Json declared, String part) {
        return declared.get("sampling").filter(sampling -> sampling.has(part)).isPresent();
    }

    /** The first revision with elicitation knew forms only, and did not name them. */
    private static boolean isElicited(Json declared, String mode) {
        return declared.get("elicitation")
                .filter(modes ->
                        modes.has(mode) || (mode.equals("form") && modes.members().isEmpty()))
                .isPresent();
    }

    private static Optional<Json> lacking(String kind, String part, boolean isMet) {
        if (isMet) {
            return Optional.empty();
        }
        Json needed = part.isEmpty() ? Json.object() : Json.object(part, Json.object());
        return Optional.of(Json.object(kind, needed));
    }
}
