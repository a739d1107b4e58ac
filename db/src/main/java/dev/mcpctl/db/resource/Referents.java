package dev.mcpctl.db.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.resource.OnDelete;
import dev.mcpctl.api.resource.Reference;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Storage;

import org.hibernate.StatelessSession;

import java.util.ArrayList;
import java.util.List;

/** Finds the stored resources whose spec names another, and what their kinds want done then. */
final class Referents {
    private Referents() {}

    /**
     * A resource that refers to the one in question.
     *
     * @param without its spec with the reference taken out
     */
    record Referent(ResourceRow row, OnDelete onDelete, ObjectNode without) {}

    static List<Referent> of(StatelessSession session, ResourceKey target) {
        List<Referent> referents = new ArrayList<>();
        for (ResourceKind<?> kind : Kinds.ALL) {
            if (kind.storage() == Storage.STORE) {
                addOf(kind, session, target, referents);
            }
        }
        return referents;
    }

    private static <S> void addOf(
            ResourceKind<S> kind,
            StatelessSession session,
            ResourceKey target,
            List<Referent> referents) {
        for (Reference<S> reference : kind.references()) {
            if (!reference.kind().equals(target.kind())
                    || reference.onDelete() == OnDelete.DANGLE) {
                continue;
            }
            for (ResourceRow row : ResourceRows.mentioning(session, kind.name(), target.name())) {
                S spec = kind.specOf(row.toResource());
                boolean mentions =
                        reference.names().apply(spec).stream()
                                .anyMatch(mention -> mention.name().equals(target.name()));
                if (mentions) {
                    ObjectNode without = reference.without().apply(row.spec(), target.name());
                    referents.add(new Referent(row, reference.onDelete(), kind.canonical(without)));
                }
            }
        }
    }
}
