package dev.mcpctl.db.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.db.feed.ChangeOp;
import dev.mcpctl.db.feed.Mutation;
import dev.mcpctl.db.secret.SealPlan;
import dev.mcpctl.db.secret.Sealing;

import java.util.ArrayList;
import java.util.List;

/**
 * A stored row that is to become what a resource says.
 *
 * @param row changed in place by {@link #write}
 */
record RowChange(Resource wanted, ResourceKind<?> kind, ResourceRow row, Sealing sealing) {
    /** Writes the row, its sealed values and the feed; nothing when it says the same already. */
    boolean write(Mutation mutation) {
        List<Fault> faults = new ArrayList<>();
        SealPlan plan = sealing.plan(kind, row.uid(), wanted.spec(), row.sealed(), faults);
        if (!faults.isEmpty()) {
            throw Problem.invalid(wanted.key().toString(), faults);
        }
        if (row.says(wanted.metadata(), plan)) {
            return false;
        }
        ObjectNode before = row.image();
        row.become(wanted.metadata(), plan, mutation.nextVersion(), mutation.at());
        mutation.session().update(row);
        sealing.store(mutation.session(), List.of(plan));
        mutation.record(ChangeOp.UPDATE, row.key(), before, row.image());
        return true;
    }
}
