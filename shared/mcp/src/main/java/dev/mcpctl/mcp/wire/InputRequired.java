package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A result that is none yet: the server wants something first, and the request again with the
 * answers. https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 *
 * @param questions by the keys under which the answers are expected; empty for a server that only
 *     wants to be asked again
 * @param state to be sent along with the answers, as it is
 */
public record InputRequired(Map<String, Question> questions, @Nullable String state) {
    public static final String REQUESTS = "inputRequests";
    public static final String RESPONSES = "inputResponses";
    public static final String STATE = "requestState";

    public InputRequired {
        questions = Collections.unmodifiableMap(new LinkedHashMap<>(questions));
    }

    /**
     * What a result asks for.
     *
     * @throws McpException {@code -32603} when the result asks for nothing, or for what there is
     *     not
     */
    public static InputRequired of(Json result) {
        Map<String, Question> questions = new LinkedHashMap<>();
        Json asked = result.get(REQUESTS).orElse(Json.object());
        asked.members()
                .forEach((key, request) -> {
                    var question =
                            new Question(
                                    request.text("method").orElse(""),
                                    request.get("params")
                                            .filter(Json::isObject)
                                            .orElse(Json.object()));
                    if (!question.isKnown()) {
                        throw McpException.internal(
                                "a client cannot be asked for \"" + question.method() + "\"");
                    }
                    questions.put(key, question);
                });
        Optional<String> state = result.text(STATE);
        if (questions.isEmpty() && state.isEmpty()) {
            throw McpException.internal("more input is required, and nothing is asked for");
        }
        return new InputRequired(questions, state.orElse(null));
    }

    /** As it goes over the wire. */
    public Json json() {
        Json result = Json.object("resultType", Json.of(ModernForm.INPUT_REQUIRED));
        if (!questions.isEmpty()) {
            Map<String, Json> requests = new LinkedHashMap<>();
            questions.forEach((key, question) ->
                    requests.put(
                            key,
                            Json.object("method", Json.of(question.method()))
                                    .with("params", question.params())));
            result = result.with(REQUESTS, Json.object(requests));
        }
        return state == null ? result : result.with(STATE, Json.of(state));
    }

    /** The params of the same request with the answers to this. */
    public Json retried(Json params, Map<String, Json> answers) {
        Json again = params.without(RESPONSES, STATE);
        if (!answers.isEmpty()) {
            again = again.with(RESPONSES, Json.object(answers));
        }
        return state == null ? again : again.with(STATE, Json.of(state));
    }
}
