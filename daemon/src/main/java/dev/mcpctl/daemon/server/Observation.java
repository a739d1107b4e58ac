package dev.mcpctl.daemon.server;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.db.instance.InstanceStatus;
import dev.mcpctl.db.instance.Owner;

import java.util.List;
import java.util.Optional;

/**
 * What is to be written of a server and its instances.
 *
 * @param serverUid of which server; statuses of another one of its name are left alone
 * @param resolved the version of a package that named none
 */
record Observation(
        String serverUid,
        ServerSummary summary,
        String runtime,
        Optional<ResolvedPackage> resolved,
        List<OfInstance> instances) {
    Observation {
        instances = List.copyOf(instances);
    }

    /** What is to be written of an instance. */
    record OfInstance(String name, long generation, Owner owner, InstanceStatus status) {}

    /** Puts the server's part into its status; what others wrote there stays. */
    ObjectNode into(ObjectNode status) {
        status.put("state", summary.state().label());
        status.put("health", summary.health().label());
        status.put("readyInstances", summary.ready());
        status.put("runtime", runtime);
        if (summary.message().isEmpty()) {
            status.remove("message");
        } else {
            status.put("message", summary.message());
        }
        resolved.ifPresent(known -> known.writeTo(status));
        return status;
    }
}
