package dev.mcpctl.daemon.server;

import dev.mcpctl.api.server.ServerRuntime;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.RunningInstance;
import dev.mcpctl.daemon.runtime.Runtime;
import dev.mcpctl.daemon.runtime.StartFailure;

import java.util.List;

/** Stands for a runtime that this mcpd does not have: says so at every start. */
record MissingRuntime(ServerRuntime wanted) implements Runtime {
    @Override
    public boolean isPrepared(InstanceStart start) {
        return true; // what is refused is refused at the start
    }

    @Override
    public void prepare(InstanceStart start) throws StartFailure {
        throw failure();
    }

    @Override
    public RunningInstance start(InstanceStart start) throws StartFailure {
        throw failure();
    }

    private StartFailure failure() {
        return new StartFailure(
                "NoRuntime", "runtime " + wanted.label() + " is not available in this mcpd");
    }

    @Override
    public List<RunningInstance> leftovers() {
        return List.of();
    }
}
