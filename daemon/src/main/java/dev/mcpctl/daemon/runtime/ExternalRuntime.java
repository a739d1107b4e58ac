package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.server.ServerSource;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Servers that somebody else runs: nothing is started, an instance is an address. */
public final class ExternalRuntime implements Runtime {
    @Override
    public boolean isPrepared(InstanceStart start) {
        return true;
    }

    @Override
    public void prepare(InstanceStart start) {}

    @Override
    public RunningInstance start(InstanceStart start) throws StartFailure {
        if (start.source() instanceof ServerSource.Url url) {
            return new Elsewhere(start.instance(), new Channel.Address(url.url(), start.headers()));
        }
        throw new StartFailure("NoUrl", "runtime external needs a url");
    }

    @Override
    public List<RunningInstance> leftovers() {
        return List.of();
    }

    private record Elsewhere(String instance, Channel channel) implements RunningInstance {
        @Override
        public String handle() {
            return "-";
        }

        @Override
        public CompletionStage<Exit> exit() {
            // A stage of each caller's own, so that reactions do not gather on one that never ends.
            return new CompletableFuture<>();
        }

        @Override
        public void stop() {}
    }
}
