package dev.mcpctl.mcp.matrix;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client that speaks one revision and holds us to it: what that revision does not allow a server
 * is noted. How messages travel is for the subclasses.
 */
abstract class RevisionClient implements AutoCloseable {
    static final long PATIENCE_SECONDS = 20;
    private static final String META_PREFIX = "io.modelcontextprotocol/";
    private static final Set<String> RESULT_TYPES = Set.of("complete", "input_required", "task");

    final List<String> violations = new CopyOnWriteArrayList<>();

    /** Notifications that belong to no request. */
    final BlockingQueue<Json> unasked = new LinkedBlockingQueue<>();

    /** What it was asked, as {@code {method, params}}. */
    final List<Json> asked = new CopyOnWriteArrayList<>();

    /** Ids of addresses that are said to be done with. */
    final List<String> opened = new CopyOnWriteArrayList<>();

    private final Revision revision;
    private final Json capabilities;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Json, Ongoing> open = new ConcurrentHashMap<>();
    private final Set<Json> givenUp = ConcurrentHashMap.newKeySet();

    /**
     * @param capabilities what it says that it can be asked
     */
    RevisionClient(Revision revision, Json capabilities) {
        this.revision = revision;
        this.capabilities = capabilities;
    }

    /** A request that may not have been answered yet. */
    static final class Ongoing {
        final Json id;
        final CompletableFuture<Json> answer = new CompletableFuture<>();
        final BlockingQueue<Json> progress = new LinkedBlockingQueue<>();
        volatile Runnable hangUp = () -> {};

        Ongoing(Json id) {
            this.id = id;
        }

        /** The whole message. */
        Json await() throws Exception {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    Revision revision() {
        return revision;
    }

    /**
     * Sends a message.
     *
     * @param of the request that it is; nothing for a notification
     */
    abstract void send(Json message, Optional<Ongoing> of);

    /** Called between the handshake's answer and what follows it. */
    void initialized(Json result) {}

    /** Called when the handshake is over. */
    void ready() {}

    void connect() throws Exception {
        if (revision.isModern()) {
            Json discovered = result(start(Methods.DISCOVER, Json.object()));
            note(discovered.has("supportedVersions"), "discover: " + discovered);
            return;
        }
        Json params =
                Json.object("protocolVersion", Json.of(revision.label()))
                        .with("capabilities", capabilities)
                        .with("clientInfo", Json.parse("{\"name\":\"matrix\",\"version\":\"1\"}"));
        Json result = result(start(Methods.INITIALIZE, params));
        note(
                result.text("protocolVersion").filter(revision.label()::equals).isPresent(),
                "initialize: " + result);
        initialized(result);
        send(message(Methods.INITIALIZED, Json.object()), Optional.empty());
        ready();
    }

    /** From now on changes of lists are told, and of this resource. */
    void listen(String uri) throws Exception {
        if (!revision.isModern()) {
            Json result =
                    result(start(Methods.RESOURCES_SUBSCRIBE, Json.object("uri", Json.of(uri))));
            note(result.members().isEmpty(), "subscribe: " + result);
            return;
        }
        Json filter =
                Json.object("toolsListChanged", Json.of(true))
                        .with("resourceSubscriptions", Json.array(List.of(Json.of(uri))));
        Ongoing listen = start(Methods.LISTEN, Json.object("notifications", filter));
        Json first = unasked.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        note(
                first != null
                        && first.text("method").filter(Methods.ACKNOWLEDGED::equals).isPresent(),
                "first on a listen: " + first);
        note(!listen.answer.isDone(), "a listen that ended");
    }

    Json result(Ongoing request) throws Exception {
        Json answer = request.await();
        return answer.get("result").orElseThrow(() -> new AssertionError(answer.toString()));
    }

    Ongoing start(String method, Json params) {
        Json id =
                revision.isBefore(Revision.V2025_06_18)
                        ? Json.of(ids.incrementAndGet())
                        : Json.of("r-" + ids.incrementAndGet());
        var request = new Ongoing(id);
        open.put(id, request);
        Json meta = Json.object();
        if (revision.isModern()) {
            meta =
                    meta.with(META_PREFIX + "protocolVersion", Json.of(revision.label()))
                            .with(META_PREFIX + "clientCapabilities", capabilities);
        }
        if (method.equals(Methods.TOOLS_CALL)) {
            meta = meta.with("progressToken", id);
        }
        Json whole = meta.members().isEmpty() ? params : params.with("_meta", meta);
        send(message(method, whole).with("id", id), Optional.of(request));
        return request;
    }

    Ongoing callTool(String name, Json arguments) {
        return start(
                Methods.TOOLS_CALL,
                Json.object("name", Json.of(name)).with("arguments", arguments));
    }

    /** The answer of a tool that may ask first, once it is one. */
    Json completed(String tool, Json arguments) throws Exception {
        Json params = Json.object("name", Json.of(tool)).with("arguments", arguments);
        Json answer = start(Methods.TOOLS_CALL, params).await();
        for (Json result = required(answer); result.isObject(); result = required(answer)) {
            Json again = params.with(Ask.ANSWER, Json.object(answers(result)));
            Optional<Json> state = result.get(Ask.STATE);
            again = state.isPresent() ? again.with(Ask.STATE, state.get()) : again;
            answer = start(Methods.TOOLS_CALL, again).await();
        }
        return answer;
    }

    /** What a result requires before it is one; nothing otherwise. */
    private static Json required(Json answer) {
        return answer.get("result")
                .filter(r -> r.text("resultType").filter("input_required"::equals).isPresent())
                .orElse(Json.nothing());
    }

    private Map<String, Json> answers(Json required) {
        Map<String, Json> answers = new LinkedHashMap<>();
        required.get("inputRequests")
                .orElseThrow()
                .members()
                .forEach((key, question) -> answers.put(key, answer(question)));
        return answers;
    }

    /** Takes note of a question, and answers it. */
    private Json answer(Json question) {
        String method = question.text("method").orElse("");
        Json params = question.get("params").orElse(Json.object());
        asked.add(Json.object("method", Json.of(method)).with("params", params));
        Optional<Ask> known = Ask.of(method, params).filter(ask -> ask.isIn(revision));
        note(known.isPresent(), "asked: " + question);
        return known.map(ask -> ask.answer(revision)).orElse(Json.object());
    }

    /** Gives a request up in the way of this revision and transport. */
    void cancel(Ongoing request) {
        givenUp.add(request.id);
        open.remove(request.id);
        send(message(Methods.CANCELLED, Json.object("requestId", request.id)), Optional.empty());
    }

    static Json message(String method, Json params) {
        return Json.object("jsonrpc", Json.of("2.0"))
                .with("method", Json.of(method))
                .with("params", params);
    }

    void received(Json message) {
        Optional<String> method = message.text("method");
        if (method.isPresent()) {
            if (!message.has("id")) {
                notification(message, method.get());
                return;
            }
            note(!revision.isModern(), "a request: " + message);
            Json answer =
                    Json.object("jsonrpc", Json.of("2.0"))
                            .with("id", message.get("id").orElseThrow())
                            .with("result", answer(message));
            send(answer, Optional.empty());
            return;
        }
        Ongoing request = message.get("id").map(open::remove).orElse(null);
        note(request != null, "an answer to nothing: " + abbreviated(message));
        message.get("result").ifPresent(this::check);
        if (request != null) {
            request.answer.complete(message);
        }
    }

    private void notification(Json message, String method) {
        Json params = message.get("params").orElse(Json.object());
        if (method.equals(Methods.PROGRESS)) {
            Json token = params.get("progressToken").orElse(Json.nothing());
            Ongoing about = open.get(token);
            note(about != null || givenUp.contains(token), "progress of nothing: " + message);
            note(
                    !revision.isBefore(Revision.V2025_03_26) || !params.has("message"),
                    "progress: " + message);
            if (about != null) {
                about.progress.add(params);
            }
            return;
        }
        if (method.equals(Methods.ELICITED)) {
            opened.add(params.text("elicitationId").orElse(""));
            return;
        }
        Json meta = params.get("_meta").orElse(Json.object());
        Optional<Json> subscription = meta.get(META_PREFIX + "subscriptionId");
        note(subscription.isPresent() == revision.isModern(), "a subscription's id: " + message);
        subscription.ifPresent(id -> note(open.containsKey(id), "subscription " + id));
        unasked.add(message);
    }

    private void check(Json result) {
        for (String modern : List.of("resultType", "ttlMs", "cacheScope")) {
            boolean isThere = result.has(modern);
            note(!isThere || revision.isModern(), modern + " in a result");
        }
        if (revision.isModern()) {
            note(
                    result.text("resultType").filter(RESULT_TYPES::contains).isPresent(),
                    "a result without its type");
            note(
                    result.get("_meta").filter(m -> m.has(META_PREFIX + "serverInfo")).isPresent(),
                    "a result without the server's name");
        }
        note(
                !revision.isBefore(Revision.V2025_06_18) || !result.has("structuredContent"),
                "structuredContent");
        for (Json block : result.get("content").orElse(Json.nothing()).elements()) {
            String type = block.text("type").orElse("");
            note(contentTypes().contains(type), "content of type " + type);
        }
        for (Json tool : result.get("tools").orElse(Json.nothing()).elements()) {
            note(!tool.has("execution") || revision == Revision.V2025_11_25, "execution");
        }
    }

    private Set<String> contentTypes() {
        if (revision.isBefore(Revision.V2025_03_26)) {
            return Set.of("text", "image", "resource");
        }
        return revision.isBefore(Revision.V2025_06_18)
                ? Set.of("text", "image", "resource", "audio")
                : Set.of("text", "image", "resource", "audio", "resource_link");
    }

    final void note(boolean isRight, String what) {
        if (!isRight) {
            violations.add(what);
        }
    }

    private static String abbreviated(Json message) {
        String text = message.toString();
        return text.length() < 300 ? text : text.substring(0, 300);
    }

    @Override
    public abstract void close();
}
