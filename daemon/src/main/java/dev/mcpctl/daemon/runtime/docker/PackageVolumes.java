package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;

import dev.mcpctl.api.server.ServerSource.NpmPackage;
import dev.mcpctl.daemon.runtime.NpmWords;
import dev.mcpctl.daemon.runtime.PackageProgram;
import dev.mcpctl.daemon.runtime.StartFailure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * npm packages in volumes, each version installed once for all servers of this node. A volume
 * counts as installed once it holds a copy of the package's manifest in {@link #INSTALLED}, which
 * is written last: one without it is made anew. Any thread; two installs at once, the rest wait.
 */
final class PackageVolumes {
    private static final Logger log = LoggerFactory.getLogger(PackageVolumes.class);
    private static final String INSTALLED = "installed.json";
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);
    private static final Duration VIEW_LIMIT = Duration.ofSeconds(60);
    private static final int MAX_RUNNING = 2;

    private final Labels labels;
    private final Volumes volumes;
    private final NpmContainers npm;
    private final Semaphore running = new Semaphore(MAX_RUNNING, true);
    private final ConcurrentMap<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    // By volume: the manifests of those that were found or made complete in this life.
    private final ConcurrentMap<String, byte[]> manifests = new ConcurrentHashMap<>();

    PackageVolumes(Labels labels, Volumes volumes, NpmContainers npm) {
        this.labels = labels;
        this.volumes = volumes;
        this.npm = npm;
    }

    /**
     * An installed package, as a container is made of it.
     *
     * @param program where it is in the container
     */
    record Installed(String volume, String program) {
        Mount mount() {
            return new Mount()
                    .withType(MountType.VOLUME)
                    .withSource(volume)
                    .withTarget(NpmContainers.VOLUME)
                    .withReadOnly(true);
        }
    }

    /**
     * Makes a container.
     *
     * @param <T> what comes of it
     */
    @FunctionalInterface
    interface Use<T> {
        T of(Installed installed) throws StartFailure, IOException;
    }

    /** The newest version of a package, as its registry has it now. */
    String newestVersion(NpmContainers.Place place, String name)
            throws StartFailure, InterruptedException {
        String doing = NpmWords.viewing(name);
        return NpmWords.version(
                name,
                bounded(
                        place,
                        new NpmContainers.Run(
                                doing, Optional.empty(), NpmWords.view(name), VIEW_LIMIT)));
    }

    /** Whether a package, whose version is given, is known to be there. */
    boolean isInstalled(Engine engine, NpmPackage wanted) {
        String volume = name(wanted);
        return manifests.containsKey(volume) && isOurs(engine, volume);
    }

    /**
     * Sees to it that a package, whose version is given, is there.
     *
     * @throws StartFailure with npm's own last words
     */
    void install(NpmContainers.Place place, NpmPackage wanted)
            throws StartFailure, InterruptedException {
        String volume = name(wanted);
        ReentrantLock lock = lock(volume);
        lock.lockInterruptibly();
        try {
            if (!isInstalled(place.engine(), wanted) && !isFound(place, volume)) {
                make(place, wanted, volume);
            }
        } catch (DockerException | IOException e) {
            throw new StartFailure(
                    "NpmFailed", NpmWords.installing(wanted) + ": " + EngineWords.of(e), e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has a container made of a package, which stays as long as that container does.
     *
     * @throws StartFailure when it is not installed, or it is not plain which program is meant
     */
    <T> T use(Engine engine, NpmPackage wanted, Use<T> use) throws StartFailure, IOException {
        String volume = name(wanted);
        ReentrantLock lock = lock(volume);
        lock.lock();
        try {
            byte[] manifest = manifests.get(volume);
            if (manifest == null || !isOurs(engine, volume)) {
                manifests.remove(volume);
                throw new StartFailure(
                        "NotInstalled", NpmWords.label(wanted) + " is not installed");
            }
            return use.of(
                    new Installed(volume, own(wanted) + "/" + PackageProgram.in(manifest, wanted)));
        } finally {
            lock.unlock();
        }
    }

    /** Throws when a container that was made of a package lacks the program. */
    void requireProgram(Engine engine, String container, NpmPackage wanted)
            throws StartFailure, IOException {
        byte[] manifest = manifests.getOrDefault(name(wanted), new byte[0]);
        Path program = PackageProgram.in(manifest, wanted);
        if (!new ContainerFiles(engine, container).has(own(wanted) + "/" + program)) {
            throw PackageProgram.lacking(wanted, program);
        }
    }

    /** Removes those that nobody wants and no container has, and what npm left behind. */
    void discard(Engine engine, Predicate<NpmPackage> isWanted) {
        for (InspectVolumeResponse volume : volumes.ours(engine)) {
            Map<String, String> own = volume.getLabels() == null ? Map.of() : volume.getLabels();
            Optional<NpmPackage> held = Labels.npmPackage(own);
            if (Labels.isScratch(own)) {
                boolean _ = volumes.discard(engine, volume.getName()); // refused while in use
            } else if (held.isPresent() && !isWanted.test(held.get())) {
                discard(engine, volume.getName(), held.get(), isWanted);
            }
        }
    }

    private void discard(
            Engine engine, String volume, NpmPackage held, Predicate<NpmPackage> isWanted) {
        ReentrantLock lock = lock(volume);
        if (!lock.tryLock()) {
            return; // being installed or used; who does that comes back when it is over
        }
        try {
            if (!isWanted.test(held) && volumes.discard(engine, volume)) {
                manifests.remove(volume);
                log.atInfo().addKeyValue("package", NpmWords.label(held)).log("discarded");
            }
        } finally {
            lock.unlock();
        }
    }

    private void make(NpmContainers.Place place, NpmPackage wanted, String volume)
            throws StartFailure, IOException, InterruptedException {
        boolean isMade = false;
        try {
            boolean _ = Undisturbed.run("make-" + volume, () -> begin(place, wanted, volume));
            String doing = NpmWords.installing(wanted);
            Optional<String> of = Optional.of(volume);
            String _ =
                    bounded(
                            place,
                            new NpmContainers.Run(
                                    doing,
                                    of,
                                    NpmWords.install(wanted, NpmContainers.PACKAGE),
                                    INSTALL_LIMIT));
            if (!wanted.allowScripts().isEmpty()) {
                String _ =
                        bounded(
                                place,
                                new NpmContainers.Run(
                                        NpmWords.rebuilding(wanted),
                                        of,
                                        NpmWords.rebuild(wanted, NpmContainers.PACKAGE),
                                        INSTALL_LIMIT));
            }
            Optional<byte[]> manifest =
                    Undisturbed.run("finish-" + volume, () -> finish(place, wanted, volume));
            manifests.put(
                    volume,
                    manifest.orElseThrow(() ->
                            PackageProgram.unreadable(wanted, new IOException("it is not there"))));
            isMade = true;
        } finally {
            if (!isMade) {
                manifests.remove(volume);
                boolean _ =
                        Undisturbed.run(
                                "drop-" + volume, () -> volumes.discard(place.engine(), volume));
            }
        }
    }

    private boolean begin(NpmContainers.Place place, NpmPackage wanted, String volume)
            throws IOException {
        boolean _ = volumes.discard(place.engine(), volume); // what an interrupted install left
        volumes.make(place.engine(), volume, labels.of(wanted));
        try (IdleContainer idle = idle(place, volume)) {
            idle.files()
                    .put(
                            NpmContainers.VOLUME,
                            new Archive()
                                    .directory(
                                            NpmContainers.DIRECTORY, NpmContainers.user(), 0_755));
        }
        return true;
    }

    private Optional<byte[]> finish(NpmContainers.Place place, NpmPackage wanted, String volume)
            throws IOException {
        try (IdleContainer idle = idle(place, volume)) {
            Optional<byte[]> manifest =
                    idle.files().get(own(wanted) + "/" + PackageProgram.MANIFEST);
            if (manifest.isPresent()) {
                idle.files()
                        .put(NpmContainers.VOLUME, new Archive().file(INSTALLED, manifest.get()));
            }
            return manifest;
        }
    }

    /** What an earlier life made. */
    private boolean isFound(NpmContainers.Place place, String volume) throws IOException {
        if (!isOurs(place.engine(), volume)) {
            return false;
        }
        Optional<byte[]> manifest;
        try (IdleContainer idle = Undisturbed.run("look-" + volume, () -> idle(place, volume))) {
            manifest = idle.files().get(NpmContainers.VOLUME + "/" + INSTALLED);
        }
        manifest.ifPresent(found -> manifests.put(volume, found));
        return manifest.isPresent();
    }

    private IdleContainer idle(NpmContainers.Place place, String volume) {
        return IdleContainer.make(
                place.engine(),
                place.image().name(),
                labels.ours(),
                Map.of(volume, NpmContainers.VOLUME));
    }

    private String bounded(NpmContainers.Place place, NpmContainers.Run run)
            throws StartFailure, InterruptedException {
        running.acquire();
        try {
            return npm.run(place, run);
        } finally {
            running.release();
        }
    }

    /** Somebody may have removed it, and an engine may have made an empty one of its name. */
    private boolean isOurs(Engine engine, String volume) {
        return volumes.find(engine, volume)
                .map(InspectVolumeResponse::getLabels)
                .filter(own -> Labels.npmPackage(own).isPresent())
                .isPresent();
    }

    private String name(NpmPackage npmPackage) {
        return volumes.nodeName("npm-" + Labels.hash(npmPackage));
    }

    private ReentrantLock lock(String volume) {
        return locks.computeIfAbsent(volume, _ -> new ReentrantLock());
    }

    private static String own(NpmPackage npmPackage) {
        return NpmContainers.PACKAGE + "/node_modules/" + npmPackage.name();
    }
}
