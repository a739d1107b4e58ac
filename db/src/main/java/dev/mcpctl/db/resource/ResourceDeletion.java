package dev.mcpctl.db.resource;

import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.OnDelete;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.db.event.EventTable;
import dev.mcpctl.db.feed.ChangeOp;
import dev.mcpctl.db.feed.Mutation;
import dev.mcpctl.db.secret.Sealing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One deletion with all that it brings about. Used once, by one thread. */
final class ResourceDeletion {
    private final Mutation mutation;
    private final Sealing sealing;
    private final DeleteMode mode;
    private final List<ResourceKey> detached = new ArrayList<>();
    private final List<ResourceKey> cascaded = new ArrayList<>();

    ResourceDeletion(Mutation mutation, Sealing sealing, DeleteMode mode) {
        this.mutation = mutation;
        this.sealing = sealing;
        this.mode = mode;
    }

    Deletion run(ResourceKey key) {
        ResourceRow row = ResourceRows.get(mutation.session(), key);
        Resource deleted = row.toResource();
        delete(row);
        return new Deletion(deleted, detached, cascaded);
    }

    private void delete(ResourceRow row) {
        List<Referents.Referent> referents = Referents.of(mutation.session(), row.key());
        if (mode == DeleteMode.GUARDED) {
            refuseIfHeld(row.key(), referents);
        }
        for (Referents.Referent referent : referents) {
            switch (referent.onDelete()) {
                case DETACH -> detach(referent);
                case CASCADE -> {
                    cascaded.add(referent.row().key());
                    delete(referent.row());
                }
                case REFUSE, DANGLE -> {} // stays and dangles: it was forced
            }
        }
        mutation.session().delete(row);
        EventTable.deleteOf(mutation.session(), row.key());
        mutation.record(ChangeOp.DELETE, row.key(), row.image(), null);
    }

    private static void refuseIfHeld(ResourceKey key, List<Referents.Referent> referents) {
        String holders =
                referents.stream()
                        .filter(referent -> referent.onDelete() == OnDelete.REFUSE)
                        .map(referent -> referent.row().key().toString())
                        .distinct()
                        .collect(Collectors.joining(", "));
        if (!holders.isEmpty()) {
            throw new Problem(
                    ProblemType.IN_USE,
                    Kinds.get(key.kind()).plural()
                            + " \""
                            + key.name()
                            + "\" is in use by "
                            + holders
                            + "; --force (force=true) deletes it and leaves these without it");
        }
    }

    private void detach(Referents.Referent referent) {
        ResourceRow row = referent.row();
        ResourceKind<?> kind = Kinds.get(row.key().kind());
        RowChange change =
                new RowChange(row.toResource().withSpec(referent.without()), kind, row, sealing);
        if (change.write(mutation)) {
            detached.add(row.key());
        }
    }
}
