package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.Question;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The addresses that somebody was asked to open on behalf of one request. 2025-11-25 gives each an
 * id, and may be told when what happens there has come to its end; since then a server says so by
 * not asking again. Of the request's thread.
 * https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation
 */
final class AskedUrls {
    private static final String ID = "elicitationId";

    private final ClientChannel client;
    private final Map<String, String> ids = new HashMap<>(); // by the address
    private final Set<String> accepted = new HashSet<>(); // addresses

    AskedUrls(ClientChannel client) {
        this.client = client;
    }

    /** Whether some of it was asked before. */
    boolean areAskedAgain(InputRequired required) {
        return required.questions().values().stream()
                .anyMatch(question -> question.isOfUrl() && ids.containsKey(url(question)));
    }

    /** Of what was accepted, that which the server does not ask for any more is done. */
    void expect(InputRequired required) {
        Set<String> asked = new HashSet<>();
        required.questions().values().forEach(question -> asked.add(url(question)));
        accepted.removeIf(url -> {
            boolean isDone = !asked.contains(url);
            if (isDone) {
                tellDone(url);
            }
            return isDone;
        });
    }

    /** The server asks for nothing any more. */
    void done() {
        accepted.forEach(this::tellDone);
    }

    private void tellDone(String url) {
        Json id = Json.of(ids.getOrDefault(url, ""));
        boolean _ = client.send(new Notification(Methods.ELICITED, Json.object(ID, id)));
    }

    /** With its id, the same whenever the same address is asked for. */
    Question named(Question question) {
        if (!question.isOfUrl()) {
            return question;
        }
        String id = ids.computeIfAbsent(url(question), _ -> Conversations.random());
        return new Question(question.method(), question.params().with(ID, Json.of(id)));
    }

    void answered(Question question, Json answer) {
        if (question.isOfUrl() && answer.text("action").filter("accept"::equals).isPresent()) {
            accepted.add(url(question));
        }
    }

    private static String url(Question question) {
        return question.params().text("url").orElse("");
    }
}
