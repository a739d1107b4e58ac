package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.project.Projects;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.Storage;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.http.ApiRequest;
import dev.mcpctl.daemon.http.Endpoint;
import dev.mcpctl.daemon.http.Reply;
import dev.mcpctl.db.feed.Author;
import dev.mcpctl.db.feed.Written;
import dev.mcpctl.db.resource.Applied;
import dev.mcpctl.db.resource.ApplyMode;
import dev.mcpctl.db.resource.ResourceStore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes what is stored what a manifest says: all of it or, if anything is wrong, nothing. */
final class ApplyEndpoint implements Endpoint {
    /** Thousands of resources in one transaction. */
    static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

    private final ResourceStore store;
    private final WriteTurns turns;
    private final RunningInstances running;

    ApplyEndpoint(ResourceStore store, WriteTurns turns, RunningInstances running) {
        this.store = store;
        this.turns = turns;
        this.running = running;
    }

    @Override
    public Reply answer(ApiRequest request) {
        request.allowQuery("dryRun");
        ApplyMode mode = request.flag("dryRun") ? ApplyMode.DRY_RUN : ApplyMode.WRITE;
        JsonNode documents = request.object().path("resources");
        if (!documents.isArray()) {
            throw new Problem(
                    ProblemType.BAD_REQUEST, "expected {\"resources\": [{kind, metadata, spec}…]}");
        }
        Author author = Author.of(request.principal().name());
        return Reply.json(turns.write(catalog -> apply(author, documents, mode, catalog)).value());
    }

    private Written<ObjectNode> apply(
            Author author, JsonNode documents, ApplyMode mode, Catalog catalog) {
        BatchCheck.Batch batch = BatchCheck.apply(documents, catalog, running::refusal);
        Written<List<Applied>> written = store.apply(author, batch.stored(), mode);
        Map<ResourceKey, String> outcomes = new HashMap<>();
        written.value()
                .forEach(applied ->
                        outcomes.put(applied.resource().key(), applied.outcome().label()));
        ObjectNode answer = JsonCodec.object();
        ArrayNode results = answer.putArray("results");
        for (Resource resource : batch.answered()) {
            ObjectNode result = ResourceTable.key(resource.key());
            String outcome = outcomes.get(resource.key());
            results.add(
                    result.put(
                            "outcome", outcome != null ? outcome : viewOutcome(resource, catalog)));
        }
        notices(batch.answered(), answer.putArray("notices"));
        long position = mode == ApplyMode.WRITE ? written.position() : 0;
        return new Written<>(answer, position);
    }

    /** What became of a view, which is stored as a part of another resource. */
    private static String viewOutcome(Resource resource, Catalog before) {
        if (Kinds.get(resource.key().kind()).storage() != Storage.DERIVED) {
            throw new IllegalStateException("the store did not answer for " + resource.key());
        }
        return before.find(resource.key())
                .map(stored ->
                        stored.spec().equals(resource.spec())
                                ? Applied.Outcome.UNCHANGED
                                : Applied.Outcome.CONFIGURED)
                .orElse(Applied.Outcome.CREATED)
                .label();
    }

    /** One line for each notice, whatever the number of resources that it is about. */
    private static void notices(List<Resource> resources, ArrayNode notices) {
        Map<String, List<String>> about = new LinkedHashMap<>();
        for (Resource resource : resources) {
            if (resource.key().kind().equals(Projects.KIND.name())) {
                Projects.notice(Projects.KIND.specOf(resource))
                        .ifPresent(notice ->
                                about.computeIfAbsent(notice, _ -> new ArrayList<>())
                                        .add(resource.key().toString()));
            }
        }
        about.forEach((notice, keys) -> notices.add(String.join(", ", keys) + ": " + notice));
    }
}
