package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.secret.Secrets;
import dev.mcpctl.api.server.FromTemplate;
import dev.mcpctl.api.server.ServerSpec;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.api.template.RequiredVariable;
import dev.mcpctl.api.template.Templates;
import dev.mcpctl.daemon.feed.Catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts beside a server that is made from a template what that template says: the one of the same
 * batch, else the stored or shipped one. A server whose own spec is as it was keeps what it has,
 * whatever became of the template. Used by one thread, once.
 */
final class TemplateFold {
    private static final String FIELD = "/spec/" + FromTemplate.FIELD;

    private final Map<ResourceKey, BatchCheck.Item<?>> batch;
    private final Catalog catalog;

    TemplateFold(Map<ResourceKey, BatchCheck.Item<?>> batch, Catalog catalog) {
        this.batch = batch;
        this.catalog = catalog;
    }

    /** A template as it will be. */
    private record Found(long generation, ObjectNode spec) {}

    /** Resolves what an item was made from; does nothing for one that was made from nothing. */
    void resolve(BatchCheck.Item<?> item) {
        if (!item.kind.equals(Servers.KIND) || !item.json.path(FromTemplate.FIELD).isTextual()) {
            return;
        }
        String name = item.json.path(FromTemplate.FIELD).asText();
        Optional<JsonNode> kept = kept(item);
        Optional<Found> template = template(name);
        if (kept.isPresent()) {
            item.json.set(FromTemplate.RESOLVED, kept.get());
        } else if (template.isEmpty()) {
            item.fault(FIELD, Problem.notFound(Templates.KIND.plural(), name).detail());
            return;
        } else {
            Found found = template.get();
            item.json.set(
                    FromTemplate.RESOLVED,
                    new FromTemplate(name, found.generation, Templates.serverFields(found.spec))
                            .json());
        }
        item.changed();
        if (kept.isEmpty() && item.isSound() && hasItsSecrets(item)) {
            template.ifPresent(found -> checkVariables(item, name, found));
        }
    }

    /** What stands beside the same words already. */
    private Optional<JsonNode> kept(BatchCheck.Item<?> item) {
        return catalog.find(item.metadata.key())
                .map(Resource::spec)
                .filter(stored -> FromTemplate.written(stored).equals(item.json))
                .map(stored -> stored.get(FromTemplate.RESOLVED));
    }

    private Optional<Found> template(String name) {
        ResourceKey key = ResourceKey.global(Templates.KIND.name(), name);
        Optional<Resource> stored = catalog.find(key);
        BatchCheck.Item<?> written = batch.get(key);
        if (written == null) {
            return stored.map(found -> new Found(found.metadata().generation(), found.spec()));
        }
        long before = stored.map(found -> found.metadata().generation()).orElse(0L);
        boolean isSame = stored.filter(found -> found.spec().equals(written.json)).isPresent();
        return Optional.of(new Found(isSame ? before : before + 1, written.json));
    }

    private void checkVariables(BatchCheck.Item<?> item, String template, Found found) {
        Set<String> given = given(item);
        List<String> missing =
                Templates.KIND.read(found.spec, new ArrayList<>()).requiredEnv().stream()
                        .filter(variable -> variable.otherwise().isEmpty())
                        .map(RequiredVariable::name)
                        .filter(name -> !given.contains(name))
                        .toList();
        if (!missing.isEmpty()) {
            item.fault(
                    FIELD,
                    "template \""
                            + template
                            + "\" needs "
                            + String.join(", ", missing)
                            + ", given by env, or by a secret in envFrom");
        }
    }

    /** The variables that a server will have: its own, its template's, and those of its secrets. */
    private Set<String> given(BatchCheck.Item<?> item) {
        ServerSpec spec = Servers.KIND.read(item.json, new ArrayList<>());
        Set<String> given = new HashSet<>(spec.env().keySet());
        given.addAll(spec.envDefaults().keySet());
        spec.envFrom().forEach(secret -> given.addAll(keys(secret.name())));
        return given;
    }

    /** A secret that is not there is said where it is named, and that is enough. */
    private boolean hasItsSecrets(BatchCheck.Item<?> item) {
        return Servers.KIND.read(item.json, new ArrayList<>()).envFrom().stream()
                .map(secret -> ResourceKey.global(Secrets.KIND.name(), secret.name()))
                .allMatch(key -> batch.containsKey(key) || catalog.has(key));
    }

    private Collection<String> keys(String secret) {
        ResourceKey key = ResourceKey.global(Secrets.KIND.name(), secret);
        BatchCheck.Item<?> written = batch.get(key);
        JsonNode data =
                written != null
                        ? written.json.path(Secrets.DATA)
                        : catalog.find(key)
                                .map(found -> found.spec().path(Secrets.DATA))
                                .orElseGet(JsonCodec::object);
        Set<String> keys = new HashSet<>();
        data.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
