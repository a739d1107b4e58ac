package dev.mcpctl.daemon.server;

import dev.mcpctl.api.server.ServerRuntime;
import dev.mcpctl.daemon.runtime.InstanceStart;

/**
 * What is to run.
 *
 * @param serverUid tells a server from an earlier one of its name
 * @param generation of the spec it was made from
 */
record Wanted(InstanceStart start, String serverUid, long generation, ServerRuntime runtime) {
    /** Whether what runs for {@code other} serves this too; a description makes no difference. */
    boolean isServedBy(Wanted other) {
        return serverUid.equals(other.serverUid)
                && runtime == other.runtime
                && start.isSameAs(other.start);
    }

    /** Whether the two cannot run at the same time: they would listen on one port. */
    boolean isInTheWayOf(Wanted other) {
        return runtime == ServerRuntime.PROCESS
                && other.runtime == ServerRuntime.PROCESS
                && start.listening()
                        .filter(here ->
                                other.start
                                        .listening()
                                        .filter(there -> there.port() == here.port())
                                        .isPresent())
                        .isPresent();
    }
}
