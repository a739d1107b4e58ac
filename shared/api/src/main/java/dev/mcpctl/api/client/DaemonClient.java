package dev.mcpctl.api.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.client.DaemonConnection.Call;
import dev.mcpctl.api.home.McpdTarget;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Every route of mcpd's REST API. Any thread. */
public final class DaemonClient {
    private static final String JSON = "application/json";

    private final DaemonConnection connection;

    public DaemonClient(DaemonConnection connection) {
        this.connection = connection;
    }

    /** The token is asked for before each request. */
    public DaemonClient(URI base, Supplier<Optional<String>> token, Timeouts timeouts) {
        this(new DaemonConnection(base, token, timeouts));
    }

    public static DaemonClient of(McpdTarget target, Timeouts timeouts) {
        return new DaemonClient(DaemonConnection.of(target, timeouts));
    }

    public URI base() {
        return connection.base();
    }

    /**
     * {@code {version, build, database: {reachable, kind}, identity, installation, node,
     * position}}.
     */
    public JsonNode version() {
        return json("/version");
    }

    /** The resources of a kind, all pages. */
    public ResourceList list(ResourceAddress address, ListQuery query) {
        List<Resource> items = new ArrayList<>();
        String next = null;
        long position = 0;
        do {
            JsonNode page = json(query.on(address).with("continue", next).toString());
            page.path("items").forEach(item -> items.add(Resource.fromJson(item)));
            position = page.path("metadata").path("position").asLong(position);
            JsonNode more = page.path("metadata").path("continue");
            next = more.isTextual() ? more.asText() : null;
        } while (next != null);
        return new ResourceList(items, position);
    }

    /** A list as a table, streamed: see {@link ResourceTable#read}. */
    public long table(
            ResourceAddress address, ListQuery query, boolean isWide, TableReader reader) {
        return new ResourceTable(connection).read(address, query, isWide, reader);
    }

    /**
     * One resource.
     *
     * @throws Problem NOT_FOUND
     */
    public Resource get(ResourceAddress address) {
        return Resource.fromJson(json(address.path()));
    }

    /** What {@code describe} prints. */
    public String describe(ResourceAddress address, boolean showValues) {
        String path =
                new Query(address.path())
                        .with("as", "description")
                        .flag("showValues", showValues)
                        .toString();
        try (InputStream body = connection.get(path, "text/plain")) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw connection.unreachable(e);
        }
    }

    /**
     * Stores a new resource.
     *
     * @throws Problem ALREADY_EXISTS, INVALID
     */
    public Resource create(Resource resource) {
        ResourceAddress address = ResourceAddress.of(resource.key()).collection();
        return Resource.fromJson(send("POST", address.path(), Map.of(), metadataAndSpec(resource)));
    }

    /**
     * Replaces a resource that was read before; its {@code resourceVersion} says which state.
     *
     * @throws Problem CONFLICT when somebody has changed it since
     */
    public Resource replace(Resource resource) {
        Map<String, String> ifMatch =
                Map.of("If-Match", "\"" + resource.metadata().resourceVersion() + "\"");
        return Resource.fromJson(
                send(
                        "PUT",
                        ResourceAddress.of(resource.key()).path(),
                        ifMatch,
                        metadataAndSpec(resource)));
    }

    /**
     * Deletes a resource; of an instance that is a restart.
     *
     * @param force also when others refer to it
     * @throws Problem NOT_FOUND unless that is ignored, IN_USE unless forced
     */
    public Deleted delete(ResourceAddress address, boolean force, boolean ignoreNotFound) {
        String path =
                new Query(address.path())
                        .flag("force", force)
                        .flag("ignoreNotFound", ignoreNotFound)
                        .toString();
        JsonNode answer = json(new Call("DELETE", path, Map.of("Accept", JSON), ""));
        List<String> detached = new ArrayList<>();
        answer.path("detached").forEach(key -> detached.add(keyText(key)));
        return new Deleted(answer.hasNonNull("deleted"), detached);
    }

    /**
     * Writes all resources or none. When mcpd is busy (429, or 503 with Retry-After) it is asked
     * again, some times, with pauses that grow.
     *
     * @param envelopes {@code {kind, metadata, spec}} each
     * @throws Problem whose pointers begin with {@code /resources/INDEX}
     */
    public Applied apply(List<ObjectNode> envelopes, boolean isDryRun) {
        ObjectNode body = JsonCodec.object();
        body.putArray("resources").addAll(envelopes);
        String path = new Query("/apply").flag("dryRun", isDryRun).toString();
        Map<String, String> headers = Map.of("Accept", JSON, "Content-Type", JSON);
        Call call = new Call("POST", path, headers, JsonCodec.text(body));
        JsonNode answer = tree(connection.sendPatiently(call));
        List<Applied.Result> results = new ArrayList<>();
        answer.path("results")
                .forEach(result ->
                        results.add(
                                new Applied.Result(
                                        keyOf(result), result.path("outcome").asText())));
        List<String> notices = new ArrayList<>();
        answer.path("notices").forEach(notice -> notices.add(notice.asText()));
        return new Applied(results, notices);
    }

    /** What an export holds, in apply order; {@code project} null for everything. */
    public List<Resource> all(@Nullable String project) {
        List<Resource> items = new ArrayList<>();
        json(new Query("/all").with("project", project).toString())
                .path("items")
                .forEach(item -> items.add(Resource.fromJson(item)));
        return items;
    }

    /** What happened to one resource, oldest first. */
    public List<ObservedEvent> events(ResourceKey key) {
        String path =
                new Query("/events")
                        .with("kind", key.kind())
                        .with("name", key.name())
                        .with("project", key.project())
                        .toString();
        List<ObservedEvent> events = new ArrayList<>();
        for (JsonNode item : json(path).path("items")) {
            events.add(
                    new ObservedEvent(
                            item.path("at").asText(),
                            item.path("type").asText(),
                            item.path("reason").asText(),
                            item.path("message").asText(),
                            item.path("count").asInt(1)));
        }
        return events;
    }

    /**
     * The log of a server as UTF-8 text; the caller closes it. While following, a read waits for as
     * long as nothing comes.
     */
    public InputStream logs(String server, LogQuery query) {
        String path =
                new Query("/servers/" + Query.segment(server) + "/logs")
                        .with("tail", query.tail())
                        .with("since", query.since())
                        .flag("follow", query.follow())
                        .flag("previous", query.previous())
                        .with("instance", query.instance())
                        .toString();
        DaemonConnection reading = query.follow() ? connection.patient() : connection;
        return reading.get(path, "text/plain");
    }

    /** How it stands with the caller's sign-in at a server. */
    public ServerSignIn signIn(String server) {
        return ServerSignIn.of(json(signInPath(server)));
    }

    /** Makes a link with which the caller can sign in at a server. */
    public ServerSignIn beginSignIn(String server) {
        return ServerSignIn.of(send("POST", signInPath(server), Map.of(), JsonCodec.object()));
    }

    /** Forgets the caller's sign-in; false when there was none. */
    public boolean removeSignIn(String server) {
        return json(new Call("DELETE", signInPath(server), Map.of("Accept", JSON), ""))
                .path("isRemoved")
                .asBoolean();
    }

    private static String signInPath(String server) {
        return "/servers/" + Query.segment(server) + "/sign-in";
    }

    /**
     * Changes of a list.
     *
     * @param position of the list that was read; null: from now
     * @throws Problem GONE when the position is older than what mcpd keeps: list again
     */
    public ChangeStream<WatchEvent> watch(
            ResourceAddress address, ListQuery query, @Nullable Long position) {
        String path = query.on(address).flag("watch", true).with("position", position).toString();
        return new ChangeStream<>(
                ServerSentEvents.open(connection, path),
                position == null ? 0 : position,
                event ->
                        new WatchEvent(
                                event.type(),
                                Long.parseLong(event.id()),
                                Resource.fromJson(JsonCodec.read(event.data()))));
    }

    /**
     * As {@link #watch}, as rows of the list's table, given to {@code reader} by {@link
     * ChangeStream#next}, which returns the type of the event. {@link TableReader#columns} is not
     * called.
     */
    public ChangeStream<String> watchTable(
            ResourceAddress address,
            ListQuery query,
            boolean isWide,
            @Nullable Long position,
            TableReader reader) {
        String path =
                query.on(address)
                        .flag("watch", true)
                        .with("as", "table")
                        .flag("wide", isWide)
                        .with("position", position)
                        .toString();
        return new ChangeStream<>(
                ServerSentEvents.open(connection, path),
                position == null ? 0 : position,
                event -> {
                    readRow(event.data(), reader);
                    return event.type();
                });
    }

    /**
     * The change feed of all kinds. Its first change is a {@link Change#HELLO}.
     *
     * @param position null: from now
     * @throws Problem GONE when the position is older than what mcpd keeps
     */
    public ChangeStream<Change> changes(@Nullable Long position) {
        String path = new Query("/changes").with("position", position).toString();
        return new ChangeStream<>(
                ServerSentEvents.open(connection, path),
                position == null ? 0 : position,
                DaemonClient::change);
    }

    private static Change change(ServerSentEvent event) {
        JsonNode data = JsonCodec.read(event.data());
        String operation = event.type().equals("HELLO") ? Change.HELLO : data.path("op").asText();
        return new Change(
                data.path("position").asLong(),
                operation,
                keyOf(data),
                data.path("author").asText(""));
    }

    private static void readRow(String text, TableReader reader) {
        try (JsonParser json = new JsonFactory().createParser(text)) {
            json.nextToken();
            ResourceTable.row(json, reader);
        } catch (IOException e) {
            throw new Problem(ProblemType.UPSTREAM, "mcpd sent an event that is not a row", e);
        }
    }

    private static ObjectNode metadataAndSpec(Resource resource) {
        ObjectNode body = JsonCodec.object();
        body.set("metadata", resource.metadata().toJson());
        body.set("spec", resource.spec());
        return body;
    }

    private static ResourceKey keyOf(JsonNode json) {
        return new ResourceKey(
                json.path("kind").asText(""),
                json.hasNonNull("project") ? json.path("project").asText() : null,
                json.path("name").asText(""));
    }

    private static String keyText(JsonNode key) {
        return key.isTextual() ? key.asText() : keyOf(key).toString();
    }

    private JsonNode json(String path) {
        return tree(connection.get(path, JSON));
    }

    private JsonNode json(Call call) {
        return tree(connection.send(call));
    }

    private JsonNode send(
            String method, String path, Map<String, String> headers, ObjectNode body) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Accept", JSON);
        all.put("Content-Type", JSON);
        return json(new Call(method, path, all, JsonCodec.text(body)));
    }

    private JsonNode tree(InputStream body) {
        try (body) {
            byte[] bytes = body.readAllBytes();
            return bytes.length == 0 ? JsonCodec.object() : JsonCodec.read(bytes);
        } catch (IOException e) {
            throw connection.unreachable(e);
        } catch (Problem e) {
            throw new Problem(
                    ProblemType.UPSTREAM, base() + " did not answer with JSON; is it mcpd?", e);
        }
    }
}
