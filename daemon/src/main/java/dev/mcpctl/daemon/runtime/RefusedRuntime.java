package dev.mcpctl.daemon.runtime;

import java.util.List;

/**
 * A runtime that may not start anything here and says why; what it started before is still its own
 * to end.
 */
public record RefusedRuntime(Runtime refused, String why) implements Runtime {
    @Override
    public boolean isPrepared(InstanceStart start) {
        return true; // what is refused is refused at the start
    }

    @Override
    public void prepare(InstanceStart start) throws StartFailure {
        throw new StartFailure("RuntimeRefused", why);
    }

    @Override
    public String newestVersion(String npmPackage) throws StartFailure {
        throw new StartFailure("RuntimeRefused", why);
    }

    @Override
    public RunningInstance start(InstanceStart start) throws StartFailure {
        throw new StartFailure("RuntimeRefused", why);
    }

    @Override
    public List<RunningInstance> leftovers() {
        return refused.leftovers();
    }
}
