package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Fields;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.MetadataReader;
import dev.mcpctl.api.resource.OnDelete;
import dev.mcpctl.api.resource.Reference;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.api.resource.Storage;
import dev.mcpctl.api.resource.Verb;
import dev.mcpctl.daemon.feed.Catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Checks documents against their kinds, against each other and against what is stored, and finds
 * everything that is wrong with them before anything is written. Used by one thread, once.
 */
final class BatchCheck {
    private final Catalog catalog;
    private final Function<Object, Optional<Fault>> refusal;
    private final List<Item<?>> items = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>(); // of what is not even an item
    private final Map<ResourceKey, Item<?>> byKey = new LinkedHashMap<>();

    private BatchCheck(Catalog catalog, Function<Object, Optional<Fault>> refusal) {
        this.catalog = catalog;
        this.refusal = refusal;
    }

    /**
     * What an apply is to write.
     *
     * @param stored in the order in which they are written; attachments are folded away
     * @param answered the resources that the documents named, in the same order
     */
    record Batch(List<Resource> stored, List<Resource> answered) {}

    /**
     * Checks the documents of an apply; pointers of faults begin with {@code /resources/N}.
     *
     * @param refusal what of a spec cannot be had here
     */
    static Batch apply(
            JsonNode documents, Catalog catalog, Function<Object, Optional<Fault>> refusal) {
        BatchCheck check = new BatchCheck(catalog, refusal);
        int index = 0;
        for (JsonNode document : documents) {
            check.read(document, "/resources/" + index++);
        }
        check.resolveTemplates();
        AttachmentFold fold = new AttachmentFold(catalog);
        check.items.forEach(fold::keepServers);
        check.items.stream().filter(Item::isSound).toList().forEach(fold::add);
        fold.implied().forEach(project -> check.byKey.put(project.metadata.key(), project));
        check.checkAgainstOthers();
        check.failIfAny("the manifest");
        check.failIfMoved();
        return check.batch(fold);
    }

    /**
     * Checks one document of a known kind; pointers of faults begin in the document itself.
     *
     * @param refusal what of a spec cannot be had here
     */
    static Resource single(
            ResourceKind<?> kind,
            ObjectNode document,
            Catalog catalog,
            Function<Object, Optional<Fault>> refusal) {
        BatchCheck check = new BatchCheck(catalog, refusal);
        Item<?> item = check.item(kind, document, "");
        check.resolveTemplates();
        check.checkAgainstOthers();
        check.failIfAny(kind.name() + " \"" + item.metadata.name() + "\"");
        return item.resource();
    }

    private void read(JsonNode document, String pointer) {
        if (!document.isObject()) {
            faults.add(new Fault(pointer, "expected an object, got " + Fields.described(document)));
            return;
        }
        String word = document.path("kind").asText("");
        if (word.isEmpty()) {
            faults.add(new Fault(pointer + "/kind", "required"));
            return;
        }
        var kind = Kinds.find(word);
        if (kind.isEmpty()) {
            faults.add(new Fault(pointer + "/kind", Kinds.unknown(word).detail()));
        } else if (!kind.get().verbs().contains(Verb.CREATE)) {
            faults.add(new Fault(pointer + "/kind", Immutability.of(kind.get()).detail()));
        } else {
            item(kind.get(), document, pointer);
        }
    }

    private <S> Item<S> item(ResourceKind<S> kind, JsonNode document, String pointer) {
        Item<S> item = Item.read(kind, document, pointer);
        items.add(item);
        if (item.metadata.name().isEmpty()) {
            return item;
        }
        if (byKey.putIfAbsent(item.metadata.key(), item) != null) {
            item.fault(
                    "/metadata/name",
                    kind.name() + " \"" + item.metadata.name() + "\" is given twice");
        }
        return item;
    }

    private void resolveTemplates() {
        TemplateFold fold = new TemplateFold(byKey, catalog);
        items.stream().filter(Item::isSound).forEach(fold::resolve);
    }

    private void checkAgainstOthers() {
        for (Item<?> item : List.copyOf(byKey.values())) {
            if (item.isSound()) {
                checkProject(item);
                checkReferences(item);
                checkSealed(item);
                refusal.apply(item.spec())
                        .ifPresent(fault -> item.fault(fault.pointer(), fault.detail()));
            }
        }
    }

    private void checkProject(Item<?> item) {
        String project = item.metadata.project();
        if (item.kind.scope() == Scope.PROJECT
                && project != null
                && !exists(ResourceKey.global("project", project))) {
            item.fault("/metadata/project", Problem.notFound("projects", project).detail());
        }
    }

    private <S> void checkReferences(Item<S> item) {
        if (item.kind.storage() == Storage.DERIVED) {
            return; // what it stands for is checked where it was folded into
        }
        for (Reference<S> reference : item.kind.references()) {
            if (reference.onDelete() == OnDelete.DANGLE) {
                continue;
            }
            String plural = Kinds.get(reference.kind()).plural();
            for (Reference.Mention mention : reference.names().apply(item.spec())) {
                if (!exists(ResourceKey.global(reference.kind(), mention.name()))) {
                    item.fault(
                            mention.pointer(), Problem.notFound(plural, mention.name()).detail());
                }
            }
        }
    }

    /** A sealed value may be left out only where one is stored. */
    private void checkSealed(Item<?> item) {
        String field = item.kind.sealedField().orElse(null);
        if (field == null) {
            return;
        }
        JsonNode stored =
                catalog.find(item.metadata.key())
                        .map(resource -> resource.spec().path(field))
                        .orElseGet(JsonCodec::object);
        item.json
                .path(field)
                .properties()
                .forEach(entry -> {
                    if (entry.getValue().isNull() && !stored.has(entry.getKey())) {
                        item.fault(
                                "/spec/" + field + "/" + Fields.escaped(entry.getKey()),
                                "no value is given, and none is stored for key \""
                                        + entry.getKey()
                                        + "\"");
                    }
                });
    }

    private boolean exists(ResourceKey key) {
        return byKey.containsKey(key) || catalog.has(key);
    }

    private void failIfAny(String what) {
        List<Fault> all = new ArrayList<>(faults);
        items.forEach(item -> all.addAll(item.faults()));
        byKey.values().stream()
                .filter(item -> !items.contains(item))
                .forEach(implied -> all.addAll(implied.faults()));
        all.sort(Comparator.comparingInt(BatchCheck::documentOf)); // stable
        if (!all.isEmpty()) {
            throw Problem.invalid(what, all);
        }
    }

    /** The index of the document that a fault is in. */
    private static int documentOf(Fault fault) {
        String[] segments = fault.pointer().split("/", 4);
        return segments.length > 2 && segments[1].equals("resources")
                ? Integer.parseInt(segments[2])
                : 0;
    }

    /** A document that says which version it was made from is not written over another. */
    private void failIfMoved() {
        for (Item<?> item : items) {
            long expected = item.metadata.resourceVersion();
            long stored =
                    catalog.find(item.metadata.key())
                            .map(resource -> resource.metadata().resourceVersion())
                            .orElse(0L);
            if (expected != 0 && expected != stored) {
                throw new Problem(
                        ProblemType.CONFLICT,
                        item.metadata.key()
                                + " was changed meanwhile: the document is of version "
                                + expected
                                + ", stored is "
                                + stored);
            }
        }
    }

    private Batch batch(AttachmentFold fold) {
        List<Item<?>> ordered = new ArrayList<>(items);
        ordered.sort(Comparator.comparingInt(item -> Kinds.ALL.indexOf(item.kind)));
        List<Resource> stored = new ArrayList<>();
        ordered.stream()
                .filter(item -> item.kind.storage() == Storage.STORE)
                .forEach(item -> stored.add(item.resource()));
        fold.implied().forEach(project -> stored.add(project.resource()));
        return new Batch(stored, ordered.stream().map(Item::resource).toList());
    }

    /** One document on its way; the fold may change its spec. */
    static final class Item<S> {
        final ResourceKind<S> kind;
        final String pointer;
        final Metadata metadata;
        private final List<Fault> faults = new ArrayList<>();
        private final List<Fault> specFaults = new ArrayList<>(); // of the spec as it is now

        /** Parts of the spec that came from elsewhere, and where that stood. */
        final Map<String, String> origins = new LinkedHashMap<>();

        ObjectNode json;
        private S spec;

        private Item(
                ResourceKind<S> kind,
                String pointer,
                Metadata metadata,
                ObjectNode json,
                List<Fault> metadataFaults) {
            this.kind = kind;
            this.pointer = pointer;
            this.metadata = metadata;
            this.json = json;
            metadataFaults.forEach(fault -> fault(fault.pointer(), fault.detail()));
            this.spec = readSpec();
        }

        static <S> Item<S> read(ResourceKind<S> kind, JsonNode document, String pointer) {
            List<Fault> faults = new ArrayList<>();
            Fields fields = new Fields(document, "", faults);
            fields.any("kind");
            fields.any("status");
            JsonNode metadata = fields.any("metadata").orElseGet(JsonCodec::object);
            JsonNode spec = fields.any("spec").orElseGet(JsonCodec::object);
            fields.end();
            Metadata read = MetadataReader.read(kind, metadata, faults);
            if (spec instanceof ObjectNode object) {
                return new Item<>(kind, pointer, read, kind.canonical(object), faults);
            }
            faults.add(new Fault("/spec", "expected an object, got " + Fields.described(spec)));
            return new Item<>(kind, pointer, read, JsonCodec.object(), faults);
        }

        /** A stored resource that other documents change. */
        static <S> Item<S> implied(ResourceKind<S> kind, Resource stored, String pointer) {
            return new Item<>(
                    kind, pointer, stored.metadata(), stored.spec().deepCopy(), List.of());
        }

        boolean isSound() {
            return faults.isEmpty() && specFaults.isEmpty();
        }

        List<Fault> faults() {
            return Stream.concat(faults.stream(), specFaults.stream()).toList();
        }

        S spec() {
            return spec;
        }

        Resource resource() {
            return Resource.of(metadata, json);
        }

        /** Reads the spec again, which was changed. */
        void changed() {
            spec = readSpec();
        }

        /** The pointer is below this document, or below what was folded into it. */
        void fault(String at, String detail) {
            faults.add(new Fault(origin(at), detail));
        }

        private String origin(String at) {
            return origins.entrySet().stream()
                    .filter(origin ->
                            at.equals(origin.getKey()) || at.startsWith(origin.getKey() + "/"))
                    .findFirst()
                    .map(Map.Entry::getValue)
                    .orElse(pointer + at);
        }

        private S readSpec() {
            List<Fault> found = new ArrayList<>();
            S read = kind.read(json, found);
            specFaults.clear();
            found.forEach(
                    fault -> specFaults.add(new Fault(origin(fault.pointer()), fault.detail())));
            return read;
        }
    }
}
