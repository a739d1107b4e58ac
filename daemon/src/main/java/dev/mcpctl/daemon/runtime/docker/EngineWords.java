package dev.mcpctl.daemon.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;

import java.nio.charset.StandardCharsets;

/** What an engine said, without what libraries put around it. */
final class EngineWords {
    private static final int MAX_SHOWN = 1_000;

    private EngineWords() {}

    static String of(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return of(cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }

    /** From {@code Status 404: {"message":"no such image"}}, or as it is. */
    static String of(String text) {
        String words = text.strip();
        int brace = words.indexOf('{');
        if (brace >= 0) {
            words = message(words, brace);
        }
        words = words.replaceAll("\\s+", " ").strip();
        return words.length() > MAX_SHOWN ? words.substring(0, MAX_SHOWN) + "…" : words;
    }

    private static String message(String words, int brace) {
        try {
            JsonNode body = JsonCodec.read(words.substring(brace).getBytes(StandardCharsets.UTF_8));
            String message = body.path("message").asText("");
            return message.isEmpty() ? words : message;
        } catch (Problem e) {
            return words;
        }
    }
}
