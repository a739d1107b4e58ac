package dev.mcpctl.daemon.server;

import dev.mcpctl.api.server.ServerRuntime;
import dev.mcpctl.daemon.runtime.RunningInstance;
import dev.mcpctl.db.instance.Instance;

/**
 * Something that an earlier life of this node left running and that can be reached, with the row it
 * had. Its server's worker decides whether it goes on.
 */
record Adoption(RunningInstance running, Instance row, ServerRuntime runtime) {
    boolean isWhat(Wanted wanted, String fingerprint) {
        return row.serverUid().equals(wanted.serverUid())
                && runtime == wanted.runtime()
                && running.fingerprint().equals(fingerprint);
    }
}
