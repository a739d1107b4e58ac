package dev.mcpctl.db;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.db.feed.Author;

import org.jspecify.annotations.NullMarked;

import java.util.Map;
import java.util.Objects;

/** Resources for tests. */
@NullMarked
public final class Samples {
    public static final Author ADA = new Author("user:ada", "test");

    private Samples() {}

    public static Resource server(String name) {
        return server(name, "first");
    }

    public static Resource server(String name, String description) {
        ObjectNode spec = JsonCodec.object();
        spec.put("description", description);
        spec.put("command", "node");
        spec.putArray("args").add("server.js");
        return Resource.of(Metadata.named("server", null, name), spec);
    }

    /** A server whose environment comes from a secret. */
    public static Resource serverUsing(String name, String secret) {
        Resource server = server(name);
        server.spec().putArray("envFrom").addObject().putObject("secretRef").put("name", secret);
        return server;
    }

    public static Resource project(String name, String... servers) {
        ObjectNode spec = JsonCodec.object();
        ArrayNode list = spec.putArray("servers");
        for (String server : servers) {
            list.add(server);
        }
        return Resource.of(Metadata.named("project", null, name), spec);
    }

    /** A value of {@code null} is written as JSON null. */
    public static Resource secret(String name, Map<String, String> data) {
        ObjectNode spec = JsonCodec.object();
        spec.set("data", JsonCodec.object(data));
        return Resource.of(Metadata.named("secret", null, name), spec);
    }

    /** Of a resource that was stored. */
    public static String uid(Resource resource) {
        return Objects.requireNonNull(resource.metadata().uid());
    }

    public static Resource labelled(Resource resource, Map<String, String> labels) {
        return new Resource(
                resource.metadata().labelled(labels, Map.of()), resource.spec(), resource.status());
    }
}
