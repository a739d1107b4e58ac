package dev.mcpctl.mcp.matrix;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that speaks one revision and holds us to it: what that revision does not allow us is
 * noted. How messages travel is its owner's business.
 */
final class RevisionServer {
    static final String WATCHED = "file:///watched";
    static final int LARGE = 5 * 1024 * 1024;

    private static final String META_PREFIX = "io.modelcontextprotocol/";
    private static final List<String> TOOLS =
            List.of("echo", "slow", "large", "crash", "other", "ask", "work");

    /** Where what belongs to one message goes. */
    interface Peer {
        void send(Json message);

        /** Whether nobody is there any more. */
        default boolean isGone() {
            return false;
        }
    }

    final List<String> violations = new CopyOnWriteArrayList<>();
    final Semaphore cancelled = new Semaphore(0);
    final AtomicInteger starts = new AtomicInteger();

    /** What its lists hold, when it is not the usual. */
    volatile Optional<Json> listed = Optional.empty();

    /** Its tasks, if its revision has them. */
    final TaskKeeper tasks;

    /** What asks the client of a call. */
    final Asker asker;

    private final Revision revision;
    private final Runnable crash;
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final Map<Json, Peer> listens = new ConcurrentHashMap<>(); // by the request's id
    private final Set<String> subscribed = ConcurrentHashMap.newKeySet();
    private volatile Optional<Peer> unasked = Optional.empty();
    private volatile boolean isInitialized;

    /**
     * @param crash ends whatever connects us, and is followed by {@link #restarted}
     */
    RevisionServer(Revision revision, Runnable crash) {
        this.revision = revision;
        this.crash = crash;
        this.asker = new Asker(revision, violations);
        this.tasks = new TaskKeeper(revision, asker);
    }

    Revision revision() {
        return revision;
    }

    /** Nothing of what was before the crash is known any more. */
    void restarted() {
        starts.incrementAndGet();
        isInitialized = false;
        unasked = Optional.empty();
        listens.clear();
        subscribed.clear();
    }

    /** Where a handshake-era server says what nobody asked for. */
    void tellsUnaskedTo(Peer peer) {
        unasked = Optional.of(peer);
    }

    /** One message; what answers it and belongs to it goes to {@code peer}. May block. */
    void receive(Json message, Peer peer) {
        Optional<String> method = message.text("method");
        if (method.isEmpty() && message.has("id") && !revision.isModern()) {
            asker.answered(message);
        } else if (!message.isObject() || method.isEmpty()) {
            violations.add("neither request nor notification: " + message);
        } else if (message.has("id")) {
            request(message, method.get(), peer);
        } else {
            notification(message, method.get());
        }
    }

    private void notification(Json message, String method) {
        if (method.equals(Methods.CANCELLED)) {
            message.get("params")
                    .flatMap(params -> params.get("requestId"))
                    .ifPresent(id -> {
                        open.remove(id.toString());
                        listens.remove(id);
                    });
        } else if (method.equals(Methods.INITIALIZED) && !revision.isModern()) {
            isInitialized = true;
        } else {
            violations.add("notification " + method);
        }
    }

    /** Whether a request's answer may take long, and questions may come before it. */
    static boolean mayLast(String method) {
        return method.equals(Methods.TOOLS_CALL) || method.equals(Methods.TASKS_RESULT);
    }

    private void request(Json message, String method, Peer peer) {
        Json id = message.get("id").orElse(Json.nothing());
        Json params = message.get("params").orElse(Json.object());
        Json meta = params.get("_meta").orElse(Json.object());
        boolean isClaimed = meta.has(META_PREFIX + "protocolVersion");
        if (revision.isModern()) {
            if (!isClaimed || !meta.has(META_PREFIX + "clientCapabilities")) {
                violations.add(method + " without the required _meta");
            }
        } else if (method.equals(Methods.DISCOVER)) {
            // What servers of this era really answer differs; none of it means anything.
            int code =
                    switch (revision) {
                        case V2024_11_05 -> -32601;
                        case V2025_03_26 -> -32602;
                        case V2025_06_18 -> -32600;
                        case V2025_11_25, V2026_07_28 -> 0;
                    };
            peer.send(error(id, code, "what?"));
            return;
        } else if (isClaimed) {
            violations.add(method + " with _meta of a later revision");
        } else if (!isInitialized
                && !method.equals(Methods.INITIALIZE)
                && !method.equals(Methods.PING)) {
            violations.add(method + " before initialized");
        }
        answer(id, method, params, meta, peer);
    }

    private void answer(Json id, String method, Json params, Json meta, Peer peer) {
        switch (method) {
            case Methods.TOOLS_LIST -> tools(id, params, peer);
            case Methods.TOOLS_CALL -> call(id, params, meta, peer);
            case Methods.TASKS_GET,
                    Methods.TASKS_UPDATE,
                    Methods.TASKS_CANCEL,
                    Methods.TASKS_RESULT -> {
                boolean isKnown =
                        revision.isModern()
                                ? !method.equals(Methods.TASKS_RESULT)
                                : hasTasks() && !method.equals(Methods.TASKS_UPDATE);
                if (!isKnown) {
                    violations.add(method);
                }
                end(id, tasks.answer(method, params, peer), peer);
            }
            default -> {
                Optional<Json> result =
                        revision.isModern()
                                ? statelessResult(id, method, params, peer)
                                : handshakeResult(method, params);
                if (result.isPresent()) {
                    peer.send(result(id, result.get()));
                } else if (!listens.containsKey(id)) {
                    violations.add("request " + method);
                    peer.send(error(id, -32601, "Method not found"));
                }
            }
        }
    }

    private Optional<Json> handshakeResult(String method, Json params) {
        switch (method) {
            case Methods.INITIALIZE -> {
                return Optional.of(
                        Json.object("protocolVersion", Json.of(revision.label()))
                                .with("capabilities", capabilities())
                                .with("serverInfo", info()));
            }
            case Methods.RESOURCES_SUBSCRIBE -> subscribed.add(params.text("uri").orElse(""));
            case Methods.RESOURCES_UNSUBSCRIBE -> subscribed.remove(params.text("uri").orElse(""));
            case Methods.PING -> {}
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(Json.object());
    }

    private Optional<Json> statelessResult(Json id, String method, Json params, Peer peer) {
        if (method.equals(Methods.DISCOVER)) {
            Json versions = Json.array(List.of(Json.of(revision.label())));
            return Optional.of(
                    Json.object("supportedVersions", versions)
                            .with("capabilities", capabilities())
                            .with("ttlMs", Json.of(0))
                            .with("cacheScope", Json.of("private")));
        }
        if (method.equals(Methods.LISTEN)) {
            Json filter = params.get("notifications").orElse(Json.nothing());
            peer.send(
                    notification(
                            Methods.ACKNOWLEDGED,
                            Json.object("_meta", tag(id)).with("notifications", filter)));
            listens.put(id, peer);
        }
        return Optional.empty();
    }

    private Json capabilities() {
        Json all =
                Json.parse(
                        "{\"tools\":{\"listChanged\":true},\"resources\":{\"subscribe\":true,\"listChanged\":true}}");
        if (revision.isModern()) {
            return all.with("extensions", Json.object(META_PREFIX + "tasks", Json.object()));
        }
        return hasTasks()
                ? all.with(
                        "tasks",
                        Json.parse("{\"cancel\":{},\"requests\":{\"tools\":{\"call\":{}}}}"))
                : all;
    }

    private static Json info() {
        return Json.object("name", Json.of("fixture")).with("version", Json.of("1"));
    }

    /** Three pages, the second of which has the empty text for a cursor. */
    private void tools(Json id, Json params, Peer peer) {
        Optional<String> cursor = params.text("cursor");
        Json result;
        if (listed.isPresent()) {
            result = Json.object("tools", listed.get());
        } else if (cursor.isEmpty()) {
            result = page(0, 2).with("nextCursor", Json.of(""));
        } else if (cursor.get().isEmpty()) {
            result = page(2, 4).with("nextCursor", Json.of("third"));
        } else if (cursor.get().equals("third")) {
            result = page(4, 7);
        } else {
            peer.send(error(id, -32602, "Invalid cursor"));
            return;
        }
        if (revision.isModern()) {
            result = result.with("ttlMs", Json.of(0)).with("cacheScope", Json.of("public"));
        }
        peer.send(result(id, result));
    }

    private Json page(int from, int until) {
        return Json.object(
                "tools", Json.array(TOOLS.subList(from, until).stream().map(this::tool).toList()));
    }

    private static String support(String tool) {
        return switch (tool) {
            case "work" -> "required";
            case "echo" -> "optional";
            default -> "forbidden";
        };
    }

    private Json tool(String name) {
        Json tool =
                Json.object("name", Json.of(name))
                        .with("inputSchema", Json.parse("{\"type\":\"object\"}"));
        if (revision == Revision.V2025_11_25) {
            tool = tool.with("execution", Json.object("taskSupport", Json.of(support(name))));
        }
        return tool;
    }

    private boolean hasTasks() {
        return !revision.isBefore(Revision.V2025_11_25);
    }

    private void end(Json id, Asker.Ending ending, Peer peer) {
        switch (ending) {
            case Asker.Ending.Result(Json asked) -> peer.send(result(id, asked));
            case Asker.Ending.Failure(int code, String message, Json data) ->
                    peer.send(error(id, code, message, data));
        }
    }

    /** What takes long: a task, where there are tasks. */
    private void work(Json id, Json params, Json meta, Peer peer) {
        Json done = content(text("done"));
        boolean isAllowed =
                revision.isModern()
                        ? meta.get(META_PREFIX + "clientCapabilities")
                                .flatMap(all -> all.get("extensions"))
                                .filter(all -> all.has(META_PREFIX + "tasks"))
                                .isPresent()
                        : params.has("task");
        if (!hasTasks()) {
            peer.send(result(id, done));
        } else if (isAllowed) {
            Json arguments = params.get("arguments").orElse(Json.object());
            peer.send(result(id, tasks.begin(arguments, done)));
        } else {
            peer.send(error(id, -32601, "only as a task"));
        }
    }

    private void call(Json id, Json params, Json meta, Peer peer) {
        String tool = params.text("name").orElse("");
        if (params.has("task")
                && (revision != Revision.V2025_11_25 || support(tool).equals("forbidden"))) {
            violations.add(tool + " as a task");
        }
        switch (params.text("name").orElse("")) {
            case "echo" -> {
                boolean isTask = params.has("task");
                peer.send(
                        result(
                                id,
                                isTask
                                        ? tasks.begin(Json.object(), echoed(params))
                                        : echoed(params)));
            }
            case "slow" -> slow(id, meta, peer);
            case "large" -> peer.send(result(id, content(text("x".repeat(LARGE)))));
            case "crash" -> {
                restarted();
                crash.run();
            }
            case "ask" -> {
                Json declared = meta.get(META_PREFIX + "clientCapabilities").orElse(Json.object());
                end(id, asker.call(params, declared, peer), peer);
            }
            case "work" -> work(id, params, meta, peer);
            default -> peer.send(error(id, -32602, "Unknown tool"));
        }
    }

    /** With all that the revision has, so that older clients need it told otherwise. */
    private Json echoed(Json params) {
        Json text = text(params.get("arguments").orElse(Json.nothing()).toString());
        if (revision.isBefore(Revision.V2025_03_26)) {
            return content(text);
        }
        Json audio =
                Json.parse("{\"type\":\"audio\",\"data\":\"AAAA\",\"mimeType\":\"audio/wav\"}");
        if (revision.isBefore(Revision.V2025_06_18)) {
            return content(text, audio);
        }
        Json link = Json.parse("{\"type\":\"resource_link\",\"uri\":\"file:///l\",\"name\":\"l\"}");
        return content(text, audio, link).with("structuredContent", Json.parse("{\"n\":1}"));
    }

    /** Tells of progress until it is cancelled. */
    private void slow(Json id, Json meta, Peer peer) {
        open.add(id.toString());
        Optional<Json> token = meta.get("progressToken");
        for (int i = 1; i < 2_000 && open.contains(id.toString()) && !peer.isGone(); i++) {
            Json progress =
                    Json.object("progressToken", token.orElse(Json.nothing()))
                            .with("progress", Json.of(i));
            if (!revision.isBefore(Revision.V2025_03_26)) {
                progress = progress.with("message", Json.of("step " + i));
            }
            if (token.isPresent()) {
                peer.send(notification(Methods.PROGRESS, progress));
            }
            pause();
        }
        cancelled.release();
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says that the list of tools has changed, to whoever has asked to be told. */
    void toolsChanged() {
        tell(Methods.TOOLS_CHANGED, Json.object());
    }

    /** Likewise that the watched resource has. */
    void resourceUpdated() {
        if (revision.isModern() || subscribed.contains(WATCHED)) {
            tell(Methods.RESOURCE_UPDATED, Json.object("uri", Json.of(WATCHED)));
        }
    }

    private void tell(String method, Json params) {
        if (revision.isModern()) {
            listens.forEach(
                    (id, peer) -> peer.send(notification(method, params.with("_meta", tag(id)))));
        } else if (isInitialized) {
            unasked.ifPresent(peer -> peer.send(notification(method, params)));
        }
    }

    private static Json tag(Json id) {
        return Json.object(META_PREFIX + "subscriptionId", id);
    }

    private static Json text(String text) {
        return Json.object("type", Json.of("text")).with("text", Json.of(text));
    }

    private static Json content(Json... blocks) {
        return Json.object("content", Json.array(List.of(blocks)));
    }

    private static Json notification(String method, Json params) {
        return Json.object("jsonrpc", Json.of("2.0"))
                .with("method", Json.of(method))
                .with("params", params);
    }

    private Json result(Json id, Json result) {
        Json complete =
                revision.isModern()
                        ? (result.has("resultType")
                                        ? result
                                        : result.with("resultType", Json.of("complete")))
                                .with("_meta", Json.object(META_PREFIX + "serverInfo", info()))
                        : result;
        return Json.object("jsonrpc", Json.of("2.0")).with("id", id).with("result", complete);
    }

    private static Json error(Json id, int code, String message) {
        return Json.object("jsonrpc", Json.of("2.0"))
                .with("id", id)
                .with(
                        "error",
                        Json.object("code", Json.of(code)).with("message", Json.of(message)));
    }

    private static Json error(Json id, int code, String message, Json data) {
        Json error = error(id, code, message);
        return error.with("error", error.get("error").orElseThrow().with("data", data));
    }
}
