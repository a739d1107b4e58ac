package dev.mcpctl.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of fields in what is written: as the documentation shows them; what is not in this list
 * follows by name. The database does not keep the order of a spec.
 */
public final class FieldOrder implements Comparator<String> {
    private static final List<String> FIELDS =
            List.of(
                    "name",
                    "description",
                    "runtime",
                    "image",
                    "pullPolicy",
                    "package",
                    "registry",
                    "version",
                    "bin",
                    "allowScripts",
                    "command",
                    "args",
                    "workingDir",
                    "url",
                    "transport",
                    "containerPort",
                    "path",
                    "headers",
                    "oauth",
                    "credentials",
                    "grant",
                    "discovery",
                    "issuer",
                    "clientId",
                    "clientSecret",
                    "clientKey",
                    "scopes",
                    "value",
                    "valueFrom",
                    "secretRef",
                    "key",
                    "env",
                    "envFrom",
                    "secretDelivery",
                    "fromTemplate",
                    "requiredEnv",
                    "secret",
                    "default",
                    "documentation",
                    "replicas",
                    "sessionMode",
                    "healthCheck",
                    "tool",
                    "arguments",
                    "intervalSeconds",
                    "timeoutSeconds",
                    "failureThreshold",
                    "initialDelaySeconds",
                    "resources",
                    "memory",
                    "cpus",
                    "pids",
                    "security",
                    "readOnlyRoot",
                    "user",
                    "capabilities",
                    "network",
                    "mounts",
                    "type",
                    "source",
                    "target",
                    "readOnly",
                    "proxyModel",
                    "pipeline",
                    "toolNames",
                    "gate",
                    "server",
                    "alias",
                    "servers",
                    "data");

    private final Map<String, Integer> ranks = new HashMap<>();

    public FieldOrder() {
        FIELDS.forEach(field -> ranks.put(field, ranks.size()));
    }

    /** A copy whose objects, at every depth, have their fields in this order. */
    public JsonNode sorted(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode sorted = JsonCodec.object();
            object.properties().stream()
                    .sorted(Map.Entry.comparingByKey(this))
                    .forEach(field -> sorted.set(field.getKey(), sorted(field.getValue())));
            return sorted;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode sorted = JsonCodec.array();
            array.forEach(element -> sorted.add(sorted(element)));
            return sorted;
        }
        return value;
    }

    @Override
    public int compare(String one, String other) {
        int byRank = Integer.compare(rank(one), rank(other));
        return byRank == 0 ? one.compareTo(other) : byRank;
    }

    private int rank(String field) {
        return ranks.getOrDefault(field, FIELDS.size());
    }
}
