package dev.mcpctl.daemon.server;

import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.server.ServerRuntime;
import dev.mcpctl.api.server.ServerSource.NpmPackage;
import dev.mcpctl.api.server.ServerSpec;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.runtime.Runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Has runtimes give up the packages that no server names any more. Told as often as anybody likes;
 * works on one thread at a time, which lives only while there is something to do.
 */
final class UnusedPackages {
    private static final Logger log = LoggerFactory.getLogger(UnusedPackages.class);

    private final Supplier<Catalog> catalog;
    private final List<Runtime> runtimes;
    private final AtomicInteger signals = new AtomicInteger();

    UnusedPackages(Supplier<Catalog> catalog, Collection<Runtime> runtimes) {
        this.catalog = catalog;
        this.runtimes = List.copyOf(runtimes);
    }

    /** An instance of that has ended. Never blocks. */
    void left(Wanted wanted) {
        if (wanted.start().source() instanceof NpmPackage) {
            look();
        }
    }

    /** A server was other before, or is gone. Never blocks. */
    void changed(Resource before) {
        if (Servers.KIND.specOf(before).source() instanceof NpmPackage) {
            look();
        }
    }

    /** Looks for such packages. Never blocks. */
    void look() {
        if (signals.getAndIncrement() == 0) {
            Thread.ofVirtual().name("unused-packages").start(this::work);
        }
    }

    private void work() {
        int seen;
        do {
            seen = signals.get();
            try {
                runtimes.forEach(runtime -> runtime.discardPackages(this::isWanted));
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("unused packages not looked for");
            }
        } while (!signals.compareAndSet(seen, 0));
    }

    private boolean isWanted(NpmPackage there) {
        Catalog now = catalog.get();
        return now.list(Servers.KIND)
                .anyMatch(server ->
                        now.spec(Servers.KIND, server.metadata().name())
                                .filter(spec -> isOf(spec, server, there))
                                .isPresent());
    }

    private static boolean isOf(ServerSpec spec, Resource server, NpmPackage there) {
        return spec.source() instanceof NpmPackage npm
                && npm.name().equals(there.name())
                && npm.allowScripts().stream()
                        .sorted()
                        .toList()
                        .equals(there.allowScripts().stream().sorted().toList())
                && isVersion(npm, server, there)
                // One that has none yet may still get it.
                && spec.effectiveRuntime(server.status())
                        .filter(runtime -> runtime != ServerRuntime.DOCKER)
                        .isEmpty();
    }

    private static boolean isVersion(NpmPackage npm, Resource server, NpmPackage there) {
        String wanted =
                npm.version() == null
                        ? ResolvedPackage.of(server.status())
                                .filter(resolved -> resolved.isOf(npm))
                                .map(ResolvedPackage::version)
                                .orElse("")
                        : npm.version();
        // It may have been resolved and its status not written.
        return wanted.isEmpty() || wanted.equals(there.version());
    }
}
