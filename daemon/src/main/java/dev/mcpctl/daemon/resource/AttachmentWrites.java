package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.attachment.ServerAttachmentSpec;
import dev.mcpctl.api.attachment.ServerAttachments;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.project.Attachment;
import dev.mcpctl.api.project.ProjectSpec;
import dev.mcpctl.api.project.Projects;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.db.feed.Author;
import dev.mcpctl.db.feed.ChangeFeed;
import dev.mcpctl.db.feed.Written;
import dev.mcpctl.db.resource.DeleteMode;
import dev.mcpctl.db.resource.Deletion;
import dev.mcpctl.db.resource.ResourceStore;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Attachments: each write edits the list of servers of the project. */
final class AttachmentWrites implements KindWrites {
    private static final int MAX_ATTEMPTS = 10;

    private final ResourceStore store;
    private final ChangeFeed feed;
    private final WriteTurns turns;

    AttachmentWrites(ResourceStore store, ChangeFeed feed, WriteTurns turns) {
        this.store = store;
        this.feed = feed;
        this.turns = turns;
    }

    @Override
    public Resource create(Author author, ResourceKind<?> kind, ObjectNode document) {
        return put(
                author,
                kind,
                document,
                (catalog, wanted) -> {
                    if (catalog.has(wanted.key())) {
                        throw new Problem(
                                ProblemType.ALREADY_EXISTS,
                                kind.plural()
                                        + " \""
                                        + wanted.metadata().name()
                                        + "\" already exists in project \""
                                        + wanted.metadata().project()
                                        + "\"");
                    }
                });
    }

    @Override
    public Resource replace(
            Author author,
            ResourceKind<?> kind,
            ObjectNode document,
            OptionalLong expectedVersion) {
        return put(
                author,
                kind,
                document,
                (catalog, wanted) -> {
                    Resource stored =
                            catalog.find(wanted.key())
                                    .orElseThrow(() ->
                                            Problem.notFound(
                                                    kind.plural(), wanted.metadata().name()));
                    long version = stored.metadata().resourceVersion();
                    if (expectedVersion.isPresent() && expectedVersion.getAsLong() != version) {
                        throw new Problem(
                                ProblemType.CONFLICT,
                                wanted.key()
                                        + " was changed meanwhile: expected version "
                                        + expectedVersion.getAsLong()
                                        + ", stored is "
                                        + version);
                    }
                });
    }

    @Override
    public Deletion delete(Author author, ResourceKind<?> kind, ResourceKey key, DeleteMode mode) {
        return retrying(
                        catalog -> {
                            Resource project = projectOf(key, catalog);
                            Resource attachment =
                                    catalog.find(key).orElseThrow(() -> notAttached(key));
                            Written<Resource> written =
                                    update(author, project, without(project, key.name()));
                            return new Written<>(
                                    new Deletion(attachment, List.of(), List.of()),
                                    written.position());
                        })
                .value();
    }

    /** What must hold before an attachment is put into its project. */
    private interface Guard {
        void check(Catalog catalog, Resource wanted);
    }

    private Resource put(Author author, ResourceKind<?> kind, ObjectNode document, Guard guard) {
        WriteTurns.Passed<Resource> passed =
                retrying(catalog -> {
                    Resource wanted =
                            BatchCheck.single(kind, document, catalog, _ -> Optional.empty());
                    guard.check(catalog, wanted);
                    ObjectNode folded = document.deepCopy().put("kind", kind.name());
                    Resource project = folded(folded, catalog);
                    Written<Resource> written = update(author, project, project.spec());
                    return new Written<>(wanted, written.position());
                });
        return passed.catalog().find(passed.value().key()).orElse(passed.value());
    }

    /** The project with the attachment in it; pointers of faults begin in the attachment. */
    private static Resource folded(ObjectNode attachment, Catalog catalog) {
        try {
            return BatchCheck.apply(
                            JsonCodec.array().add(attachment), catalog, _ -> Optional.empty())
                    .stored()
                    .getFirst();
        } catch (Problem problem) {
            if (problem.faults().isEmpty()) {
                throw problem;
            }
            List<Fault> faults =
                    problem.faults().stream()
                            .map(fault ->
                                    new Fault(
                                            fault.pointer().replaceFirst("^/resources/0", ""),
                                            fault.detail()))
                            .toList();
            throw Problem.invalid("the attachment", faults);
        }
    }

    private Written<Resource> update(Author author, Resource project, ObjectNode spec) {
        return store.update(author, project.withSpec(spec), project.metadata().resourceVersion());
    }

    /** Another replica may have changed the project since the catalog was read: then once more. */
    private <T> WriteTurns.Passed<T> retrying(Function<Catalog, Written<T>> write) {
        for (int attempt = 1; ; attempt++) {
            try {
                return turns.write(write);
            } catch (Problem problem) {
                if (problem.type() != ProblemType.CONFLICT || attempt == MAX_ATTEMPTS) {
                    throw problem;
                }
                turns.catchUp(feed.position());
            }
        }
    }

    private static Problem notAttached(ResourceKey key) {
        return new Problem(
                ProblemType.NOT_FOUND,
                "server \""
                        + key.name()
                        + "\" is not attached to project \""
                        + key.project()
                        + "\"");
    }

    private static Resource projectOf(ResourceKey key, Catalog catalog) {
        String name = String.valueOf(key.project());
        return catalog.find(ResourceKey.global(Projects.KIND.name(), name))
                .orElseThrow(() -> Problem.notFound(Projects.KIND.plural(), name));
    }

    private static ObjectNode without(Resource project, String alias) {
        ProjectSpec spec = Projects.KIND.specOf(project);
        ObjectNode rest = project.spec().deepCopy();
        ArrayNode servers = rest.putArray("servers");
        for (Attachment attachment : spec.servers()) {
            if (!attachment.alias().equals(alias)) {
                JsonNode entry =
                        ServerAttachments.entry(
                                attachment.alias(), new ServerAttachmentSpec(attachment.server()));
                servers.add(entry);
            }
        }
        return rest;
    }
}
