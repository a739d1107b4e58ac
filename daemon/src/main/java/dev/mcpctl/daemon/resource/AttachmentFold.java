package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.mcpctl.api.attachment.ServerAttachmentSpec;
import dev.mcpctl.api.attachment.ServerAttachments;
import dev.mcpctl.api.project.Projects;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.daemon.feed.Catalog;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the attachments of a batch into the projects that they belong to, before anything is
 * compared. A project that the batch does not hold is taken from what is stored.
 */
final class AttachmentFold {
    private static final String SERVERS = "servers";

    private final Catalog catalog;
    private final Map<ResourceKey, BatchCheck.Item<?>> projects = new HashMap<>();
    private final List<BatchCheck.Item<?>> implied = new ArrayList<>();

    AttachmentFold(Catalog catalog) {
        this.catalog = catalog;
    }

    /** A project document without servers leaves those that are attached alone. */
    void keepServers(BatchCheck.Item<?> item) {
        if (item.kind != Projects.KIND) {
            return;
        }
        ResourceKey key = item.metadata.key();
        projects.putIfAbsent(key, item);
        if (item.json.has(SERVERS)) {
            return;
        }
        JsonNode stored =
                catalog.find(key).map(project -> project.spec().get(SERVERS)).orElse(null);
        if (stored != null) {
            item.json.set(SERVERS, stored.deepCopy());
            item.origins.put("/spec/" + SERVERS, item.pointer);
            item.changed();
        }
    }

    /** Adds an attachment to its project; other kinds are none of its business. */
    void add(BatchCheck.Item<?> item) {
        String owner = item.metadata.project();
        if (!(item.spec() instanceof ServerAttachmentSpec spec) || owner == null) {
            return;
        }
        BatchCheck.Item<?> project = project(owner, item);
        if (project == null) {
            return; // said where projects of documents are checked
        }
        String alias = item.metadata.name();
        JsonNode entry = ServerAttachments.entry(alias, spec);
        ArrayNode servers =
                project.json.get(SERVERS) instanceof ArrayNode present
                        ? present
                        : project.json.putArray(SERVERS);
        int place = placeOf(alias, servers);
        String at = "/spec/" + SERVERS + "/" + place;
        if (place == servers.size()) {
            servers.add(entry);
        } else if (!servers.get(place).equals(entry) && isWritten(project, at)) {
            item.fault(
                    "/metadata/name",
                    "project \""
                            + owner
                            + "\" attaches another server as \""
                            + alias
                            + "\" in the same manifest");
            return;
        } else {
            servers.set(place, entry);
        }
        // The more precise origin must be found first.
        Map<String, String> others = new LinkedHashMap<>(project.origins);
        project.origins.clear();
        project.origins.put(at, item.pointer + "/spec/server");
        project.origins.putAll(others);
        project.changed();
    }

    /** Stored projects that change only because of attachments. */
    List<BatchCheck.Item<?>> implied() {
        return implied;
    }

    private BatchCheck.@Nullable Item<?> project(String name, BatchCheck.Item<?> attachment) {
        ResourceKey key = ResourceKey.global(Projects.KIND.name(), name);
        BatchCheck.Item<?> known = projects.get(key);
        if (known != null) {
            return known;
        }
        Resource stored = catalog.find(key).orElse(null);
        if (stored == null) {
            return null;
        }
        BatchCheck.Item<?> item =
                BatchCheck.Item.implied(Projects.KIND, stored, attachment.pointer);
        item.origins.put("/spec", attachment.pointer + "/spec/server");
        projects.put(key, item);
        implied.add(item);
        return item;
    }

    /** Whether this manifest itself says what stands there. */
    private static boolean isWritten(BatchCheck.Item<?> project, String at) {
        return project.origins.containsKey(at)
                || (!project.origins.containsKey("/spec")
                        && !project.origins.containsKey("/spec/" + SERVERS));
    }

    private static int placeOf(String alias, ArrayNode servers) {
        for (int i = 0; i < servers.size(); i++) {
            JsonNode entry = servers.get(i);
            String server = entry.isTextual() ? entry.asText() : entry.path("server").asText();
            if (alias.equals(entry.path("alias").asText(server))) {
                return i;
            }
        }
        return servers.size();
    }
}
