package dev.mcpctl.db.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.instance.Instances;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.db.event.EventTable;
import dev.mcpctl.db.feed.Author;
import dev.mcpctl.db.feed.ChangeOp;
import dev.mcpctl.db.feed.FeedTable;
import dev.mcpctl.db.feed.Mutations;
import dev.mcpctl.db.feed.Written;
import dev.mcpctl.db.transaction.Transactions;

import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The instances of every server and node. Mutations write feed rows of kind instance. Any thread.
 */
public final class InstanceTable {
    private final Transactions transactions;
    private final Mutations mutations;

    public InstanceTable(Transactions transactions, Mutations mutations) {
        this.transactions = transactions;
        this.mutations = mutations;
    }

    public Optional<Instance> find(String name) {
        return transactions.run(
                session -> Optional.ofNullable(row(session, name)).map(InstanceRow::toInstance));
    }

    /** All of them by name, from one snapshot with the feed's position. */
    public InstanceList list() {
        return transactions.snapshot(session ->
                new InstanceList(instances(session, "", ""), FeedTable.position(session)));
    }

    public List<Instance> ofServer(String server) {
        return transactions.run(session -> instances(session, "where server = :word", server));
    }

    public List<Instance> ofNode(String node) {
        return transactions.run(session -> instances(session, "where node = :word", node));
    }

    /** As the other, for an instance that serves everybody. */
    public Written<Instance> create(
            Author author,
            String name,
            String server,
            String serverUid,
            long generation,
            String node,
            String runtime) {
        return create(author, name, server, serverUid, generation, node, runtime, Owner.EVERYBODY);
    }

    /** A new row with status {@link InstanceStatus#NEW}; a name that is taken is already-exists. */
    public Written<Instance> create(
            Author author,
            String name,
            String server,
            String serverUid,
            long generation,
            String node,
            String runtime,
            Owner owner) {
        return mutations.run(
                author,
                mutation -> {
                    if (row(mutation.session(), name) != null) {
                        throw new Problem(
                                ProblemType.ALREADY_EXISTS,
                                Instances.KIND.plural() + " \"" + name + "\" already exists");
                    }
                    Instance instance =
                            new Instance(
                                    name,
                                    UUID.randomUUID().toString(),
                                    server,
                                    serverUid,
                                    generation,
                                    node,
                                    runtime,
                                    owner,
                                    InstanceStatus.NEW,
                                    mutation.nextVersion(),
                                    mutation.at(),
                                    mutation.at());
                    mutation.session().insert(new InstanceRow(instance));
                    mutation.record(ChangeOp.CREATE, instance.key(), null, image(instance));
                    return instance;
                });
    }

    /**
     * Changes the status; one that comes out the same writes nothing.
     *
     * @param change may be called twice
     * @return the row as it is now; empty when there is none of that name
     */
    public Written<Optional<Instance>> updateStatus(
            Author author, String name, UnaryOperator<InstanceStatus> change) {
        Optional<Instance> found = find(name);
        if (found.isEmpty() || change.apply(found.get().status()).equals(found.get().status())) {
            return new Written<>(found, 0); // without the feed's lock: most probes end here
        }
        return mutations.run(
                author,
                mutation -> {
                    InstanceRow row = row(mutation.session(), name);
                    if (row == null) {
                        return Optional.empty();
                    }
                    InstanceStatus status = change.apply(row.status());
                    if (!status.equals(row.status())) {
                        row.observe(status, mutation.at());
                        mutation.session().update(row);
                        mutation.record(ChangeOp.STATUS, row.toInstance().key(), null, null);
                    }
                    return Optional.of(row.toInstance());
                });
    }

    /**
     * Deletes the row and its events.
     *
     * @return what was deleted; empty when there was none
     */
    public Written<Optional<Instance>> delete(Author author, String name) {
        return mutations.run(
                author,
                mutation -> {
                    InstanceRow row = row(mutation.session(), name);
                    if (row == null) {
                        return Optional.empty();
                    }
                    Instance instance = row.toInstance();
                    mutation.session().delete(row);
                    EventTable.deleteOf(mutation.session(), instance.key());
                    mutation.record(ChangeOp.DELETE, instance.key(), image(instance), null);
                    return Optional.of(instance);
                });
    }

    private static @Nullable InstanceRow row(StatelessSession session, String name) {
        return session.get(InstanceRow.class, name);
    }

    private static List<Instance> instances(
            StatelessSession session, String condition, String word) {
        var query =
                session.createSelectionQuery(
                        "from InstanceRow " + condition + " order by name", InstanceRow.class);
        if (!condition.isEmpty()) {
            query.setParameter("word", word);
        }
        return query.getResultList().stream().map(InstanceRow::toInstance).toList();
    }

    private static ObjectNode image(Instance instance) {
        Resource resource = instance.toResource();
        ObjectNode image = JsonCodec.object();
        image.set("metadata", resource.metadata().toJson());
        image.set("spec", resource.spec());
        return image;
    }
}
