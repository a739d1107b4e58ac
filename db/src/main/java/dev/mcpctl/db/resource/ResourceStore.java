package dev.mcpctl.db.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Storage;
import dev.mcpctl.db.feed.Author;
import dev.mcpctl.db.feed.ChangeOp;
import dev.mcpctl.db.feed.FeedTable;
import dev.mcpctl.db.feed.Mutations;
import dev.mcpctl.db.feed.Written;
import dev.mcpctl.db.secret.SealPlan;
import dev.mcpctl.db.secret.Sealing;
import dev.mcpctl.db.transaction.Transactions;

import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Reads and writes resources of the kinds that are kept in the generic table. Specs are expected
 * canonical and checked; the store adds what only it can know: versions, conflicts, references,
 * sealed values. Any thread.
 *
 * <p>Of sealed fields a resource read here has the keys with null values. In a resource written
 * here a null keeps the stored value; where none is stored that is a fault {@code /spec/data/KEY}.
 */
public final class ResourceStore {
    private static final long ANY_VERSION = Long.MIN_VALUE;

    private final Transactions transactions;
    private final Mutations mutations;
    private final Sealing sealing;

    public ResourceStore(Transactions transactions, Mutations mutations, Sealing sealing) {
        this.transactions = transactions;
        this.mutations = mutations;
        this.sealing = sealing;
    }

    public Optional<Resource> find(ResourceKey key) {
        return transactions.run(session ->
                Optional.ofNullable(ResourceRows.find(session, key)).map(ResourceRow::toResource));
    }

    /** As {@link #find}; absence is a not-found problem. */
    public Resource get(ResourceKey key) {
        return find(key).orElseThrow(() -> ResourceRows.notFound(key));
    }

    /** One page, ordered by project and name, from one snapshot with the feed's position. */
    public ResourcePage list(ListQuery query) {
        return transactions.snapshot(session -> {
            List<ResourceRow> rows = ResourceRows.page(session, query);
            boolean hasMore = rows.size() > query.limit();
            List<Resource> items =
                    rows.stream().limit(query.limit()).map(ResourceRow::toResource).toList();
            return new ResourcePage(
                    items,
                    FeedTable.position(session),
                    hasMore ? continueAfter(items.getLast().key()) : null);
        });
    }

    /**
     * Every stored resource of every kind with the feed's position, from one snapshot: where a
     * cache begins.
     */
    public ResourcePage snapshot() {
        return transactions.snapshot(session ->
                new ResourcePage(
                        ResourceRows.all(session).stream().map(ResourceRow::toResource).toList(),
                        FeedTable.position(session),
                        null));
    }

    /** Stores a new resource; one of that key is an already-exists problem. */
    public Written<Resource> create(Author author, Resource resource) {
        ResourceKind<?> kind = stored(resource.metadata().kind());
        return mutations.run(
                author,
                mutation -> {
                    if (ResourceRows.find(mutation.session(), resource.key()) != null) {
                        throw new Problem(
                                ProblemType.ALREADY_EXISTS,
                                kind.plural()
                                        + " \""
                                        + resource.key().name()
                                        + "\" already exists");
                    }
                    List<Fault> faults = new ArrayList<>();
                    SealPlan plan =
                            sealing.plan(
                                    kind, UUID.randomUUID(), resource.spec(), Map.of(), faults);
                    if (!faults.isEmpty()) {
                        throw Problem.invalid(resource.key().toString(), faults);
                    }
                    ResourceRow row =
                            new ResourceRow(
                                    resource.metadata(),
                                    plan,
                                    mutation.nextVersion(),
                                    mutation.at());
                    mutation.session().insert(row);
                    sealing.store(mutation.session(), List.of(plan));
                    mutation.record(ChangeOp.CREATE, row.key(), null, row.image());
                    return row.toResource();
                });
    }

    /**
     * Replaces spec, labels and annotations; what is the same already writes nothing. A stored
     * version other than {@code expectedVersion} is a conflict problem that names both.
     */
    public Written<Resource> update(Author author, Resource resource, long expectedVersion) {
        ResourceKind<?> kind = stored(resource.metadata().kind());
        return mutations.run(
                author,
                mutation -> {
                    ResourceRow row = ResourceRows.get(mutation.session(), resource.key());
                    if (expectedVersion != ANY_VERSION
                            && expectedVersion != row.resourceVersion()) {
                        throw new Problem(
                                ProblemType.CONFLICT,
                                kind.plural()
                                        + " \""
                                        + resource.key().name()
                                        + "\" has resourceVersion "
                                        + row.resourceVersion()
                                        + ", not "
                                        + expectedVersion
                                        + ": it was changed meanwhile; get it again");
                    }
                    new RowChange(resource, kind, row, sealing).write(mutation);
                    return row.toResource();
                });
    }

    /** As {@link #update}, whatever the stored version. */
    public Written<Resource> overwrite(Author author, Resource resource) {
        return update(author, resource, ANY_VERSION);
    }

    /**
     * Deletes, and does with what refers to it as each kind declares, in one transaction. Referents
     * that forbid it are an in-use problem that lists them. Instances are not touched: who runs
     * them ends them when the feed says that their server went.
     */
    public Written<Deletion> delete(Author author, ResourceKey key, DeleteMode mode) {
        stored(key.kind());
        return mutations.run(
                author, mutation -> new ResourceDeletion(mutation, sealing, mode).run(key));
    }

    /**
     * Changes the status of the resource with that uid; a resource that is gone, or a status that
     * comes out the same, writes nothing. The resource's version stays.
     *
     * @param change gets a copy of the stored status, may be called twice
     * @return whether something changed
     */
    public Written<Boolean> updateStatus(
            Author author, ResourceKey key, String uid, UnaryOperator<ObjectNode> change) {
        boolean isSame =
                transactions.run(session -> changedStatus(session, key, uid, change) == null);
        if (isSame) {
            return new Written<>(false, 0); // without the feed's lock: most probes end here
        }
        return mutations.run(
                author,
                mutation -> {
                    ResourceRow row = changedStatus(mutation.session(), key, uid, change);
                    if (row == null) {
                        return false;
                    }
                    mutation.session().update(row);
                    mutation.record(ChangeOp.STATUS, key, null, null);
                    return true;
                });
    }

    /**
     * Makes the stored resources what the given ones say: all of them or, on any problem, none. An
     * unchanged one keeps its version and makes no feed row. Written kind by kind in the registry's
     * order. Pointers of faults begin with the index of the resource in the list: {@code
     * /3/spec/data/KEY}.
     *
     * @return one answer for each resource, in the order given
     */
    public Written<List<Applied>> apply(Author author, List<Resource> resources, ApplyMode mode) {
        resources.forEach(resource -> stored(resource.metadata().kind()));
        ApplyBatch.checkDistinct(resources);
        return mutations.run(
                author,
                mutation -> {
                    Map<String, ApplyBatch> batches = batches(resources);
                    List<Fault> faults = new ArrayList<>();
                    Map<ApplyBatch, List<SealPlan>> plans = new LinkedHashMap<>();
                    batches.values()
                            .forEach(batch ->
                                    plans.put(batch, batch.plan(mutation, sealing, faults)));
                    if (!faults.isEmpty()) {
                        throw Problem.invalid("the list of resources", faults);
                    }
                    Applied[] answers = new Applied[resources.size()];
                    plans.forEach((batch, batchPlans) -> {
                        batch.write(mutation, batchPlans, answers);
                        sealing.store(mutation.session(), batchPlans);
                    });
                    if (mode == ApplyMode.DRY_RUN) {
                        mutation.discard();
                    }
                    return List.of(answers);
                });
    }

    private static Map<String, ApplyBatch> batches(List<Resource> resources) {
        Map<String, ApplyBatch> batches = new LinkedHashMap<>();
        for (ResourceKind<?> kind : Kinds.ALL) {
            for (int i = 0; i < resources.size(); i++) {
                if (resources.get(i).metadata().kind().equals(kind.name())) {
                    batches.computeIfAbsent(kind.name(), _ -> new ApplyBatch(kind))
                            .add(i, resources.get(i));
                }
            }
        }
        return batches;
    }

    private static @Nullable ResourceRow changedStatus(
            StatelessSession session,
            ResourceKey key,
            String uid,
            UnaryOperator<ObjectNode> change) {
        ResourceRow row = ResourceRows.find(session, key);
        if (row == null || !row.uid().toString().equals(uid)) {
            return null;
        }
        ObjectNode status = change.apply(row.status().deepCopy());
        if (status.equals(row.status())) {
            return null;
        }
        row.observe(status);
        return row;
    }

    private static ResourceKind<?> stored(String name) {
        ResourceKind<?> kind = Kinds.get(name);
        if (kind.storage() != Storage.STORE) {
            throw new IllegalArgumentException(kind + " is not kept in the generic table");
        }
        return kind;
    }

    private static String continueAfter(ResourceKey key) {
        String project = key.project();
        return new ContinueToken(key.kind(), project == null ? "" : project, key.name()).text();
    }
}
