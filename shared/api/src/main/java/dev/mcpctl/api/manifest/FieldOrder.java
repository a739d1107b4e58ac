package dev.mcpctl.api.manifest;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of fields in what is written: as the documentation shows them; what is not in this list
 * follows by name. The database does not keep the order of a spec.
 */
final class FieldOrder implements Comparator<String> {
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
                    "value",
                    "valueFrom",
                    "secretRef",
                    "key",
                    "env",
                    "envFrom",
                    "secretDelivery",
                    "fromTemplate",
                    "replicas",
                    "sessionMode",
                    "healthCheck",
                    "tool",
                    "arguments",
                    "intervalSeconds",
                    "timeoutSeconds",
                    "failureThreshold",
                    "initialDelaySeconds",
                    "proxyModel",
                    "pipeline",
                    "toolNames",
                    "gate",
                    "server",
                    "alias",
                    "servers",
                    "data");

    private final Map<String, Integer> ranks = new HashMap<>();

    FieldOrder() {
        FIELDS.forEach(field -> ranks.put(field, ranks.size()));
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
