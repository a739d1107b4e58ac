package dev.mcpctl.cli.label;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.cli.print.DryRun;

import java.util.List;
import java.util.Map;

/** Makes the same changes to the labels of one resource after another. */
final class Labelling {
    private static final int MAX_ATTEMPTS = 5;

    private final DaemonClient daemon;
    private final LabelChanges changes;
    private final DryRun dryRun;

    /**
     * A resource before and after.
     *
     * @param after as it would be, on a dry run
     */
    record Labelled(Resource before, Resource after) {}

    Labelling(DaemonClient daemon, LabelChanges changes, DryRun dryRun) {
        this.daemon = daemon;
        this.changes = changes;
        this.dryRun = dryRun;
    }

    /**
     * Reads, labels and writes; begins again when somebody else wrote in between.
     *
     * @throws Problem NOT_FOUND, or LOCAL when a label has another value
     */
    Labelled label(ResourceAddress address) {
        for (int attempt = 1; ; attempt++) {
            Resource before = daemon.get(address);
            Map<String, String> labels = before.metadata().labels();
            Map<String, String> changed = changes.on(labels);
            if (changed.equals(labels)) {
                return new Labelled(before, before);
            }
            try {
                return new Labelled(before, written(with(before, changed)));
            } catch (Problem e) {
                if (e.type() != ProblemType.CONFLICT || attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Resource written(Resource labelled) {
        return switch (dryRun) {
            case NONE -> daemon.replace(labelled);
            case CLIENT -> labelled;
            case SERVER -> {
                daemon.apply(List.of(labelled.toJson()), true);
                yield labelled;
            }
        };
    }

    private static Resource with(Resource resource, Map<String, String> labels) {
        Metadata metadata = resource.metadata();
        return new Resource(
                metadata.labelled(labels, metadata.annotations()),
                resource.spec(),
                resource.status());
    }
}
