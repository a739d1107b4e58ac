package dev.mcpctl.api.server;

import dev.mcpctl.api.resource.Fields;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How a server's container is held; means nothing to what runs otherwise. */
public record ContainerSpec(Limits limits, Confinement confinement, List<Mount> mounts) {
    /** What holds when a server says nothing. */
    public static final ContainerSpec DEFAULT =
            new ContainerSpec(Limits.DEFAULT, Confinement.DEFAULT, List.of());

    /** The fields of a server that make it. */
    static final List<String> FIELDS = List.of("resources", "security", "mounts");

    public ContainerSpec {
        mounts = List.copyOf(mounts);
    }

    /** Reads its fields from among a server's own. */
    static ContainerSpec read(Fields server) {
        List<Mount> mounts = server.objects("mounts", Mount::read);
        Set<String> targets = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            if (!targets.add(mounts.get(i).target()) && !mounts.get(i).target().isEmpty()) {
                server.fault("mounts/" + i + "/target", "is given twice");
            }
        }
        return new ContainerSpec(
                server.object("resources", Limits::read).orElse(Limits.DEFAULT),
                server.object("security", Confinement::read).orElse(Confinement.DEFAULT),
                mounts);
    }
}
