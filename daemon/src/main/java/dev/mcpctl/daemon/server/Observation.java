package dev.mcpctl.daemon.server;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.db.instance.InstanceStatus;

import java.util.Optional;

/**
 * What is to be written of a server and its instance.
 *
 * @param serverUid of which server; statuses of another one of its name are left alone
 * @param message empty when there is nothing to say
 * @param resolved the version of a package that named none
 * @param instance empty when there is none
 */
record Observation(
        String serverUid,
        InstanceState state,
        Health health,
        String message,
        String runtime,
        Optional<ResolvedPackage> resolved,
        Optional<OfInstance> instance) {

    /** What is to be written of the instance. */
    record OfInstance(String name, long generation, InstanceStatus status) {}

    /** Puts the server's part into its status; what others wrote there stays. */
    ObjectNode into(ObjectNode status) {
        status.put("state", state.label());
        status.put("health", health.label());
        status.put("readyInstances", state == InstanceState.RUNNING ? 1 : 0);
        status.put("runtime", runtime);
        if (message.isEmpty()) {
            status.remove("message");
        } else {
            status.put("message", message);
        }
        resolved.ifPresent(known -> known.writeTo(status));
        return status;
    }
}
