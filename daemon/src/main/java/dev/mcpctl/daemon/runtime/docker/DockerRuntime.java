package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Mount;

import dev.mcpctl.api.server.ContainerSpec;
import dev.mcpctl.api.server.PullPolicy;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.daemon.runtime.InstanceLogs;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.ProcessMarks;
import dev.mcpctl.daemon.runtime.RunningInstance;
import dev.mcpctl.daemon.runtime.Runtime;
import dev.mcpctl.daemon.runtime.StartFailure;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Servers as containers of Docker or Podman, whichever answers. A stdio server is talked to over
 * its container's standard streams and ends with this program; one that serves HTTP is talked to at
 * its container's own address. Nothing is published.
 */
public final class DockerRuntime implements Runtime, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DockerRuntime.class);
    private static final String NO_NPM_IMAGE =
            "a package in a container needs "
                    + NpmImage.VARIABLE
                    + " in mcpd's environment: an image with node and npm";

    private final Labels labels;
    private final ContainerLinks links;
    private final Images images;
    private final Volumes volumes;
    private final Engines engines;
    private volatile boolean isSettled; // leftovers of an earlier mcpd were asked for
    private final ContainersInUse containers;
    private final PackageVolumes packages;
    private final Optional<NpmImage> npmImage;
    private volatile @Nullable Predicate<ServerSource.NpmPackage> wantedPackages;

    /**
     * What mcpd was told.
     *
     * @param environment where the engine and the credentials of registries are found
     * @param pullPolicy of images that say nothing; empty: follows their tag
     * @param mountable directories of this machine that servers may mount
     * @param npmImage in which packages are installed and run; empty: none are
     */
    public record Settings(
            Map<String, String> environment,
            Optional<PullPolicy> pullPolicy,
            List<Path> mountable,
            Optional<NpmImage> npmImage) {
        private static final Set<String> USED =
                Set.of("DOCKER_HOST", "CONTAINER_HOST", "XDG_RUNTIME_DIR", "DOCKER_CONFIG", "HOME");

        public Settings {
            environment = new HashMap<>(environment);
            environment.keySet().retainAll(USED); // the rest holds secrets
            environment = Map.copyOf(environment);
            mountable = List.copyOf(mountable);
        }
    }

    public DockerRuntime(Settings settings, ProcessMarks marks, InstanceLogs logs) {
        this.labels = new Labels(marks);
        this.images = new Images(settings.pullPolicy());
        this.volumes = new Volumes(labels, settings.mountable());
        this.engines = new Engines(settings.environment(), this::sweep);
        this.containers = new ContainersInUse(engines);
        this.links = new ContainerLinks(logs, containers);
        NpmContainers npm = new NpmContainers(labels, volumes, containers);
        this.npmImage = settings.npmImage();
        this.packages = new PackageVolumes(labels, volumes, npm);
    }

    /** Whether an engine answers now. */
    public boolean isAvailable() {
        try {
            engines.get();
            return true;
        } catch (StartFailure e) {
            return false;
        }
    }

    @Override
    public boolean takesPackages() {
        return npmImage.isPresent() && isAvailable();
    }

    @Override
    public Optional<String> refusal(ServerSource source) {
        return source instanceof ServerSource.NpmPackage && npmImage.isEmpty()
                ? Optional.of(NO_NPM_IMAGE)
                : Optional.empty();
    }

    @Override
    public String newestVersion(String npmPackage) throws StartFailure, InterruptedException {
        NpmImage npm = npmImage();
        Engine engine = engines.get();
        images.pull(engine, npm.source(), npmPackage);
        return packages.newestVersion(npmAt(engine, npm), npmPackage);
    }

    @Override
    public void discardPackages(Predicate<ServerSource.NpmPackage> isWanted) {
        wantedPackages = isWanted;
        try {
            discardPackages(engines.get());
        } catch (StartFailure e) {
            // Done when one answers.
        }
    }

    private void discardPackages(Engine engine) {
        Predicate<ServerSource.NpmPackage> isWanted = wantedPackages;
        if (isWanted == null) {
            return;
        }
        try {
            packages.discard(engine, isWanted);
        } catch (RuntimeException e) {
            log.atWarn().log("volumes not looked at: {}", EngineWords.of(e));
        }
    }

    @Override
    public boolean isPrepared(InstanceStart start) {
        try {
            Engine engine = engines.get();
            return switch (start.source()) {
                case ServerSource.Image image -> images.isThere(engine, image, start.instance());
                case ServerSource.NpmPackage npm ->
                        images.isThere(engine, npmImage().source(), start.instance())
                                && packages.isInstalled(engine, npm);
                case ServerSource.Command _, ServerSource.Url _ -> true;
            };
        } catch (StartFailure | RuntimeException e) {
            return true; // the start will say it
        }
    }

    @Override
    public void prepare(InstanceStart start) throws StartFailure, InterruptedException {
        Engine engine = engines.get();
        if (start.source() instanceof ServerSource.Image image) {
            images.pull(engine, image, start.instance());
        } else if (start.source() instanceof ServerSource.NpmPackage npm) {
            images.pull(engine, npmImage().source(), start.instance());
            packages.install(npmAt(engine, npmImage()), npm);
        }
    }

    private NpmImage npmImage() throws StartFailure {
        return npmImage.orElseThrow(() -> new StartFailure("NoNpmImage", NO_NPM_IMAGE));
    }

    private NpmContainers.Place npmAt(Engine engine, NpmImage npm) throws StartFailure {
        return new NpmContainers.Place(engine, images.get(engine, npm.source()), npm);
    }

    @Override
    public RunningInstance start(InstanceStart start) throws StartFailure {
        return Undisturbed.run("start-" + start.instance(), () -> startHere(start));
    }

    private RunningInstance startHere(InstanceStart start) throws StartFailure {
        Engine engine = engines.get();
        if (start.listening().isPresent()) {
            ContainerAddress.require(engine);
        }
        try {
            return switch (start.source()) {
                case ServerSource.Image image -> {
                    String program = image.command();
                    List<String> command = program == null ? null : List.of(program);
                    Images.Known known = images.get(engine, image);
                    yield started(engine, start, known, create(engine, start, known, command));
                }
                case ServerSource.NpmPackage npm -> startPackage(engine, start, npm);
                case ServerSource.Command _, ServerSource.Url _ ->
                        throw new StartFailure(
                                "NoImage", start.source().label() + " is not run in a container");
            };
        } catch (RuntimeException | IOException e) {
            throw new StartFailure(
                    "StartFailed", "cannot start the container: " + EngineWords.of(e), e);
        }
    }

    private RunningInstance startPackage(
            Engine engine, InstanceStart start, ServerSource.NpmPackage npm)
            throws StartFailure, IOException {
        Images.Known known = images.get(engine, npmImage().source());
        String container =
                packages.use(
                        engine,
                        npm,
                        installed -> {
                            List<String> program = List.of("node", installed.program());
                            return create(engine, start, known, program, installed.mount());
                        });
        return started(engine, start, known, container);
    }

    private String create(
            Engine engine,
            InstanceStart start,
            Images.Known image,
            @Nullable List<String> command,
            Mount... more)
            throws StartFailure {
        ContainerSpec held = start.container();
        List<Mount> mounts = new ArrayList<>(List.of(more));
        mounts.addAll(
                volumes.mounts(engine, image.name(), held.confinement().user(), held.mounts()));
        String container =
                new ContainerRecipe(start, labels)
                        .fill(engine, image, command, mounts)
                        .exec()
                        .getId();
        containers.add(container);
        return container;
    }

    private RunningInstance started(
            Engine engine, InstanceStart start, Images.Known image, String container)
            throws StartFailure, IOException {
        try {
            if (start.source() instanceof ServerSource.NpmPackage npm) {
                packages.requireProgram(engine, container, npm);
            }
            return links.start(engine, start, container, image.digest());
        } catch (StartFailure | RuntimeException | IOException e) {
            containers.over(container, ContainerEnd.remove(engine, container));
            throw e;
        }
    }

    /** Those with an address go on being used, unless their engine cannot be asked. */
    @Override
    public List<RunningInstance> leftovers() {
        try {
            Engine engine = engines.get();
            List<RunningInstance> leftovers = new ArrayList<>();
            for (Container container : ours(engine)) {
                containers.add(container.getId());
                leftovers.add(links.leftover(engine, container));
            }
            return leftovers;
        } catch (StartFailure e) {
            return List.of(); // what it has is swept when it answers
        } catch (RuntimeException e) {
            log.atWarn().log("containers of an earlier mcpd not found: {}", EngineWords.of(e));
            return List.of();
        } finally {
            isSettled = true;
        }
    }

    /** Ends what an engine that has just come (back) runs for us and nobody here knows. */
    private void sweep(Engine engine) {
        if (!isSettled) {
            return; // leftovers() has its turn, and some of them go on being used
        }
        for (Container container : ours(engine)) {
            if (!containers.has(container.getId())) {
                log.atInfo().addKeyValue("container", container.getId()).log("ending a stray");
                boolean _ = ContainerEnd.remove(engine, container.getId());
            }
        }
        discardPackages(engine);
    }

    private List<Container> ours(Engine engine) {
        return engine.client()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(labels.filter())
                .exec();
    }

    @Override
    public void close() {
        containers.close();
        engines.close();
    }
}
