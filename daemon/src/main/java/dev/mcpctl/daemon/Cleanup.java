package dev.mcpctl.daemon;

import dev.mcpctl.daemon.mcp.RunningServers;
import dev.mcpctl.db.DatabaseLocation;
import dev.mcpctl.db.embedded.EmbeddedPostgres;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicReference;

/** Ends what an mcpd of this home left behind that did not stop by itself. */
final class Cleanup {
    private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);

    private Cleanup() {}

    /** The caller holds the home's lock, so no mcpd runs. */
    static void run(DaemonSettings settings) {
        NodeIdentity.last(settings.home())
                .map(identity ->
                        RunningServers.reap(
                                settings.servers(identity, new AtomicReference<>()),
                                System.getenv()))
                .ifPresent(ended ->
                        ended.forEach(instance -> LOG.info("ended instance {}", instance)));
        if (settings.database().location() instanceof DatabaseLocation.Embedded embedded
                && Files.exists(embedded.directory().resolve("data"))) {
            // Adopts a server that runs; one that does not is started, which costs a moment.
            EmbeddedPostgres.start(embedded.directory(), embedded.cache(), embedded.log()).close();
        }
    }
}
