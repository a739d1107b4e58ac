package dev.mcpctl.daemon.server;

import dev.mcpctl.api.server.ServerRuntime;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.db.secret.SecretVault;

import java.util.function.Consumer;

/** What a worker asks of the reconciler it belongs to. Any thread. */
interface Reconciling {
    Catalog catalog();

    SecretVault vault();

    Pauses pauses();

    /** How many callers may have an instance of one server to themselves. */
    int maxOwners();

    StatusWriter writer(String server, Consumer<String> rowGone);

    InstanceLife.Surroundings surroundings(ServerRuntime runtime);

    /** Which one a package gets that is created now and names none. */
    ServerRuntime runtimeOfPackages();

    UnusedPackages unusedPackages();

    LeftRunning leftRunning();

    String nextName(String server);

    /** The server is gone and nothing of it runs. */
    void forget(String server);
}
