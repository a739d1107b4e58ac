package dev.mcpctl.mcp.matrix;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a server can want of the client of a call, as each revision says it. */
enum Ask {
    FORM(Methods.ELICIT, Revision.V2025_06_18),
    URL(Methods.ELICIT, Revision.V2025_11_25),
    SAMPLING(Methods.SAMPLE, Revision.V2024_11_05),
    ROOTS(Methods.ROOTS_LIST, Revision.V2024_11_05);

    static final String ADDRESS = "https://example.com/sign-in";
    static final String ANSWER = "inputResponses";
    static final String STATE = "requestState";

    final String method;
    private final Revision since;

    Ask(String method, Revision since) {
        this.method = method;
        this.since = since;
    }

    boolean isIn(Revision revision) {
        return !revision.isBefore(since);
    }

    /** All that a client of this revision can declare. */
    static Json capabilities(Revision revision) {
        boolean hasParts = !revision.isBefore(Revision.V2025_11_25);
        Json all =
                Json.object("roots", Json.object())
                        .with("sampling", Json.parse(hasParts ? "{\"tools\":{}}" : "{}"));
        return FORM.isIn(revision)
                ? all.with("elicitation", Json.parse(hasParts ? "{\"form\":{},\"url\":{}}" : "{}"))
                : all;
    }

    /** What a client has to declare for it, as {@code -32021} names it. */
    Json required() {
        return switch (this) {
            case FORM -> Json.parse("{\"elicitation\":{\"form\":{}}}");
            case URL -> Json.parse("{\"elicitation\":{\"url\":{}}}");
            case SAMPLING -> Json.parse("{\"sampling\":{}}");
            case ROOTS -> Json.parse("{\"roots\":{}}");
        };
    }

    /** Whether it is among what a client says it can do. */
    boolean isDeclaredIn(Json capabilities) {
        Optional<Json> kind = capabilities.get(required().members().keySet().iterator().next());
        return switch (this) {
            case FORM, URL -> kind.filter(k -> k.has(name().toLowerCase(Locale.ROOT))).isPresent();
            case SAMPLING, ROOTS -> kind.isPresent();
        };
    }

    /** The params with which a server or, seen by a client, we ask for it in a revision. */
    Json params(Revision revision) {
        return switch (this) {
            case FORM -> {
                boolean hasTitles = !revision.isBefore(Revision.V2025_11_25);
                String choice =
                        hasTitles
                                ? "\"oneOf\":[{\"const\":\"r\",\"title\":\"Red\"}]"
                                : "\"enum\":[\"r\"],\"enumNames\":[\"Red\"]";
                Json params =
                        Json.parse(
                                "{\"message\":\"Which?\",\"requestedSchema\":{\"type\":\"object\","
                                        + "\"properties\":{\"colour\":{\"type\":\"string\","
                                        + choice
                                        + "}}}}");
                yield hasTitles ? params.with("mode", Json.of("form")) : params;
            }
            case URL ->
                    Json.object("mode", Json.of("url"))
                            .with("message", Json.of("Sign in."))
                            .with("url", Json.of(ADDRESS));
            case SAMPLING ->
                    Json.parse(
                            "{\"maxTokens\":9,\"messages\":[{\"role\":\"user\",\"content\":"
                                    + several(revision, "hello")
                                    + "}]}");
            case ROOTS -> Json.object();
        };
    }

    /** What a client of a revision answers or, seen by a server, is answered. */
    Json answer(Revision revision) {
        return switch (this) {
            case FORM -> Json.parse("{\"action\":\"accept\",\"content\":{\"colour\":\"r\"}}");
            case URL -> Json.parse("{\"action\":\"accept\"}");
            case SAMPLING ->
                    Json.parse(
                            "{\"role\":\"assistant\",\"model\":\"m\",\"content\":"
                                    + several(revision, "hi")
                                    + "}");
            case ROOTS -> Json.parse("{\"roots\":[{\"uri\":\"file:///home\"}]}");
        };
    }

    /** Several blocks at a time came with 2025-11-25. */
    private static String several(Revision revision, String text) {
        String block = "{\"type\":\"text\",\"text\":\"" + text + "\"}";
        return revision.isBefore(Revision.V2025_11_25) ? block : "[" + block + "]";
    }

    /** Which of them a question is; nothing for one that there is not. */
    static Optional<Ask> of(String method, Json params) {
        boolean isUrl = params.text("mode").filter("url"::equals).isPresent();
        return Arrays.stream(values())
                .filter(ask -> ask.method.equals(method) && (ask == URL) == isUrl)
                .findFirst();
    }
}
