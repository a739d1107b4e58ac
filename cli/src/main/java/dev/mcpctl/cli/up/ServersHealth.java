package dev.mcpctl.cli.up;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.ListQuery;
import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.api.instance.Health;
import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.api.instance.Instances;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.api.server.ServerSpec;
import dev.mcpctl.api.server.Servers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Waits for servers to be healthy. */
final class ServersHealth {
    private static final long STEP_MILLIS = 200;

    private final DaemonClient daemon;
    private final Progress progress;

    ServersHealth(DaemonClient daemon, Progress progress) {
        this.daemon = daemon;
        this.progress = progress;
    }

    /**
     * Returns when all are healthy, or at the deadline.
     *
     * @param deadline of {@link System#nanoTime}
     * @return the servers that are not, and why
     */
    Map<String, String> await(Set<String> names, long deadline) {
        Map<String, String> waiting = unhealthy(names);
        while (!waiting.isEmpty() && System.nanoTime() < deadline && Pause.of(STEP_MILLIS)) {
            progress.show("waiting for " + String.join(", ", waiting.keySet()));
            waiting = unhealthy(names);
        }
        return waiting;
    }

    private Map<String, String> unhealthy(Set<String> names) {
        Map<String, List<ObjectNode>> statuses = new HashMap<>();
        for (Resource instance : list(Instances.KIND.plural())) {
            statuses.computeIfAbsent(
                            Instances.KIND.specOf(instance).server(), _ -> new ArrayList<>())
                    .add(instance.status());
        }
        Map<String, String> reasons = new LinkedHashMap<>();
        for (Resource server : list(Servers.KIND.plural())) {
            String name = server.metadata().name();
            ServerSpec spec = Servers.KIND.specOf(server);
            if (!names.contains(name) || spec.replicas() == 0) {
                continue;
            }
            List<ObjectNode> observed = statuses.getOrDefault(name, List.of(server.status()));
            if (observed.stream().noneMatch(status -> isWell(spec, status))) {
                reasons.put(name, reason(observed.getFirst(), server.status()));
            }
        }
        return reasons;
    }

    private List<Resource> list(String plural) {
        return daemon.list(ResourceAddress.all(plural), ListQuery.ALL).items();
    }

    /** Only what runs here is probed. */
    private static boolean isWell(ServerSpec spec, ObjectNode status) {
        return text(status, "health").equals(Health.HEALTHY.label())
                || (spec.source() instanceof ServerSource.Url
                        && text(status, "state").equals(InstanceState.RUNNING.label())
                        && text(status, "health").equals(Health.UNKNOWN.label()));
    }

    private static String reason(ObjectNode instance, ObjectNode server) {
        String state = text(instance, "state");
        String health = text(instance, "health");
        String where = state.isEmpty() ? "not started yet" : state;
        if (state.equals(InstanceState.RUNNING.label()) && !health.isEmpty()) {
            where = where + ", " + health;
        }
        String message = text(instance, "message");
        if (message.isEmpty()) {
            message = text(server, "message");
        }
        return message.isEmpty() ? where : where + ": " + message;
    }

    private static String text(ObjectNode status, String field) {
        return status.path(field).asText("");
    }
}
