package dev.mcpctl.db.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.instance.Instances;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;

import java.time.Instant;
import java.util.Map;

/**
 * One running copy of a server, or one that is to run.
 *
 * @param server the server's name
 * @param serverUid tells it from an earlier server of that name
 * @param generation of the server's spec that this instance is of
 * @param node the home that runs it
 * @param runtime {@code process}, {@code external}, …
 * @param owner whom it serves
 * @param resourceVersion of the creation; a status does not move it
 */
public record Instance(
        String name,
        String uid,
        String server,
        String serverUid,
        long generation,
        String node,
        String runtime,
        Owner owner,
        InstanceStatus status,
        long resourceVersion,
        Instant createdAt,
        Instant updatedAt) {

    public ResourceKey key() {
        return ResourceKey.global(Instances.KIND.name(), name);
    }

    /** As the kind instance shows it. */
    public Resource toResource() {
        Metadata metadata =
                new Metadata(
                        Instances.KIND.name(),
                        name,
                        null,
                        Map.of(),
                        Map.of(),
                        uid,
                        1,
                        resourceVersion,
                        createdAt,
                        updatedAt);
        ObjectNode spec = JsonCodec.object().put("server", server).put("generation", generation);
        ObjectNode json = JsonCodec.object();
        json.put("state", status.state().label());
        json.put("health", status.health().label());
        json.put("restarts", status.restarts());
        if (!status.message().isEmpty()) {
            json.put("message", status.message());
        }
        json.put("node", node);
        json.put("runtime", runtime);
        if (!owner.isEverybody()) {
            json.put("owner", owner.label());
        }
        Handle handle = status.handle();
        if (handle != null) {
            json.put("handle", handle.id());
            if (handle.address() != null) {
                json.put("address", handle.address());
            }
            if (handle.imageDigest() != null) {
                json.put("imageDigest", handle.imageDigest());
            }
        }
        if (status.startedAt() != null) {
            json.put("startedAt", status.startedAt().toString());
        }
        if (status.lastExitCode() != null) {
            json.put("lastExitCode", status.lastExitCode());
        }
        if (status.backOffUntil() != null) {
            json.put("backOffUntil", status.backOffUntil().toString());
        }
        return new Resource(metadata, spec, json);
    }
}
