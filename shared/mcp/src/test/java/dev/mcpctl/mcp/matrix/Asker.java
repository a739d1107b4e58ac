package dev.mcpctl.mcp.matrix;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.wire.Revision;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The tool of a {@link RevisionServer} that wants something of its client first: an {@link Ask}, in
 * the way of the server's revision, and shows what it was answered.
 */
final class Asker {
    /** Codes with which questions were refused. */
    final List<Long> refusals = new CopyOnWriteArrayList<>();

    private final Revision revision;
    private final List<String> violations;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, CompletableFuture<Json>> open = new ConcurrentHashMap<>();
    private final Set<String> states = ConcurrentHashMap.newKeySet();
    private final Set<String> demanded = ConcurrentHashMap.newKeySet();

    Asker(Revision revision, List<String> violations) {
        this.revision = revision;
        this.violations = violations;
    }

    /** What the tool ends with, or for now. */
    sealed interface Ending {
        record Result(Json result) implements Ending {}

        record Failure(int code, String message, Json data) implements Ending {}
    }

    /**
     * The tool's call.
     *
     * @param declared what its client can be asked, where each request says so
     */
    Ending call(Json params, Json declared, RevisionServer.Peer peer) {
        Json arguments = params.get("arguments").orElse(Json.object());
        Ask what = Ask.valueOf(arguments.text("what").orElseThrow());
        Optional<String> demand = arguments.text("demand");
        if (!what.isIn(revision)) {
            return said("no such question", true);
        }
        if (demand.isPresent() && revision == Revision.V2025_11_25) {
            return demanded.add(demand.get()) ? demand() : said("opened", false);
        }
        return revision.isModern() ? stateless(params, what, declared) : parked(what, peer);
    }

    /** What only 2025-11-25 has: a call that fails until an address was opened. */
    private static Ending demand() {
        Json elicitation =
                Ask.URL.params(Revision.V2025_11_25).with("elicitationId", Json.of("theirs"));
        return new Ending.Failure(
                -32042,
                "Open it first.",
                Json.object("elicitations", Json.array(List.of(elicitation))));
    }

    private Ending stateless(Json params, Ask what, Json declared) {
        Optional<Json> answers = params.get(Ask.ANSWER);
        if (answers.isPresent()) {
            if (!states.remove(params.text(Ask.STATE).orElse(""))) {
                violations.add("an answer with the state " + params.get(Ask.STATE));
            }
            return said(answers.get().get("k").orElse(Json.nothing()).toString(), false);
        }
        if (!what.isDeclaredIn(declared)) {
            return new Ending.Failure(
                    -32021,
                    "needs " + what.required(),
                    Json.object("requiredCapabilities", what.required()));
        }
        String state = "state " + numbers.incrementAndGet();
        states.add(state);
        Json request =
                Json.object("method", Json.of(what.method)).with("params", what.params(revision));
        return new Ending.Result(
                Json.object("resultType", Json.of("input_required"))
                        .with("inputRequests", Json.object("k", request))
                        .with(Ask.STATE, Json.of(state)));
    }

    private Ending parked(Ask what, RevisionServer.Peer peer) {
        return asked(what, peer)
                .map(answer -> said(answer.toString(), false))
                .orElseGet(() -> said("refused", true));
    }

    /** Asks, by a request; nothing when that was refused. */
    Optional<Json> asked(Ask what, RevisionServer.Peer peer) {
        String id = "q" + numbers.incrementAndGet();
        Json params = what.params(revision);
        if (what == Ask.URL) {
            params = params.with("elicitationId", Json.of("theirs"));
        }
        var answer = new CompletableFuture<Json>();
        open.put(id, answer);
        peer.send(
                Json.object("jsonrpc", Json.of("2.0"))
                        .with("id", Json.of(id))
                        .with("method", Json.of(what.method))
                        .with("params", params));
        Json message;
        try {
            message = answer.get(RevisionClient.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception never) {
            violations.add("no answer to " + what);
            return Optional.empty();
        }
        Optional<Json> error = message.get("error");
        if (error.isPresent()) {
            refusals.add(error.get().get("code").flatMap(Json::asLong).orElse(0L));
            return Optional.empty();
        }
        return message.get("result");
    }

    /** A response of ours. */
    void answered(Json message) {
        CompletableFuture<Json> waiting = open.remove(message.text("id").orElse(""));
        if (waiting == null) {
            violations.add("an answer to nothing: " + message);
        } else {
            waiting.complete(message);
        }
    }

    private static Ending said(String text, boolean isError) {
        Json block = Json.object("type", Json.of("text")).with("text", Json.of(text));
        Json result = Json.object("content", Json.array(List.of(block)));
        return new Ending.Result(isError ? result.with("isError", Json.of(true)) : result);
    }
}
