package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;

import dev.mcpctl.api.server.ContainerSpec;
import dev.mcpctl.api.server.Listening;
import dev.mcpctl.api.server.PullPolicy;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.daemon.runtime.Channel;
import dev.mcpctl.daemon.runtime.Exit;
import dev.mcpctl.daemon.runtime.InstanceLogs;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.ProcessMarks;
import dev.mcpctl.daemon.runtime.RunLog;
import dev.mcpctl.daemon.runtime.RunningInstance;
import dev.mcpctl.daemon.runtime.Runtime;
import dev.mcpctl.daemon.runtime.StartFailure;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Servers as containers of Docker or Podman, whichever answers. A stdio server is talked to over
 * its container's standard streams and ends with this program; one that serves HTTP is talked to at
 * its container's own address. Nothing is published.
 */
public final class DockerRuntime implements Runtime, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DockerRuntime.class);

    private final Labels labels;
    private final InstanceLogs logs;
    private final Images images;
    private final Volumes volumes;
    private final Engines engines;
    private volatile boolean isSettled; // leftovers of an earlier mcpd were asked for
    private final Set<String> alive = ConcurrentHashMap.newKeySet(); // ids of containers in use

    /**
     * What mcpd was told.
     *
     * @param environment where the engine and the credentials of registries are found
     * @param pullPolicy of images that say nothing; empty: follows their tag
     * @param mountable directories of this machine that servers may mount
     */
    public record Settings(
            Map<String, String> environment,
            Optional<PullPolicy> pullPolicy,
            List<Path> mountable) {
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
        this.logs = logs;
        this.images = new Images(settings.pullPolicy());
        this.volumes = new Volumes(labels, settings.mountable());
        this.engines = new Engines(settings.environment(), this::sweep);
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
    public boolean isPrepared(InstanceStart start) {
        try {
            return !(start.source() instanceof ServerSource.Image image)
                    || images.isThere(engines.get(), image, start.instance());
        } catch (StartFailure | RuntimeException e) {
            return true; // the start will say it
        }
    }

    @Override
    public void prepare(InstanceStart start) throws StartFailure, InterruptedException {
        if (start.source() instanceof ServerSource.Image image) {
            images.pull(engines.get(), image, start.instance());
        }
    }

    @Override
    public RunningInstance start(InstanceStart start) throws StartFailure {
        return Undisturbed.run("start-" + start.instance(), () -> startHere(start));
    }

    private RunningInstance startHere(InstanceStart start) throws StartFailure {
        Engine engine = engines.get();
        if (!(start.source() instanceof ServerSource.Image image)) {
            throw new StartFailure(
                    "NoImage", start.source().label() + " is not run in a container");
        }
        if (start.listening().isPresent() && engine.isRootless()) {
            throw new StartFailure(
                    "AddressUnreachable",
                    "the container engine at "
                            + engine.address()
                            + " runs without root, and gives containers no address that mcpd can"
                            + " reach; transport STDIO works there");
        }
        String container = null;
        try {
            InspectImageResponse known = images.get(engine, image);
            // Podman knows what was built here by another name than the one that is written.
            String name = engine.isPodman() ? String.valueOf(known.getId()) : image.reference();
            ContainerSpec held = start.container();
            CreateContainerCmd create =
                    new ContainerRecipe(start, labels)
                            .fill(
                                    engine,
                                    known,
                                    name,
                                    image.command() == null ? null : List.of(image.command()),
                                    volumes.mounts(
                                            engine,
                                            name,
                                            held.confinement().user(),
                                            held.mounts()));
            container = create.exec().getId();
            alive.add(container);
            return started(engine, start, container, digest(known));
        } catch (StartFailure | RuntimeException | IOException e) {
            if (container != null) {
                forget(engine, container);
            }
            throw e instanceof StartFailure failure
                    ? failure
                    : new StartFailure(
                            "StartFailed", "cannot start the container: " + EngineWords.of(e), e);
        }
    }

    private RunningInstance started(
            Engine engine, InstanceStart start, String container, String digest)
            throws IOException, StartFailure {
        boolean isStdio = start.listening().isEmpty();
        Attachment attachment = Attachment.open(engine.address(), container, isStdio);
        RunLog log = null;
        try {
            log = logs.begin(start.server(), start.instance());
            CompletableFuture<Exit> exit = new CompletableFuture<>();
            FrameReader output =
                    new FrameReader(
                            attachment.frames(),
                            log,
                            () -> ContainerEnd.outputEnded(engine, container, exit));
            engine.client().startContainerCmd(container).exec();
            ContainerEnd.watch(engine, container, exit);
            Channel channel;
            if (isStdio) {
                channel = new Channel.Stream(output, attachment.input());
            } else {
                Thread.ofVirtual().name("log-" + start.instance()).start(output::copyToLog);
                channel = address(engine, container, start.listening().get());
            }
            return new DockerInstance(
                    new DockerInstance.Identity(
                            start.instance(), container, start.fingerprint(), digest),
                    engine,
                    channel,
                    attachment,
                    exit,
                    () -> alive.remove(container));
        } catch (StartFailure | RuntimeException | IOException e) {
            attachment.close();
            if (log != null) {
                log.close();
            }
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
                alive.add(container.getId());
                leftovers.add(leftover(engine, container));
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

    private RunningInstance leftover(Engine engine, Container container) {
        Map<String, String> own = container.getLabels();
        String id = container.getId();
        Channel channel = new Channel.Lost();
        Attachment attachment = null;
        CompletableFuture<Exit> exit = new CompletableFuture<>();
        ContainerEnd.watch(engine, id, exit);
        Optional<Listening> listening = Labels.listening(own);
        if (listening.isPresent() && "running".equals(container.getState())) {
            try {
                channel = address(engine, id, listening.get());
                attachment = logged(engine, id, own, exit);
            } catch (StartFailure | IOException | RuntimeException e) {
                log.atWarn()
                        .addKeyValue("container", id)
                        .log("cannot be used any more: {}", EngineWords.of(e));
                channel = new Channel.Lost();
            }
        }
        return new DockerInstance(
                new DockerInstance.Identity(
                        Labels.instance(own),
                        id,
                        Labels.fingerprint(own),
                        Objects.requireNonNullElse(container.getImageId(), "")),
                engine,
                channel,
                attachment,
                exit,
                () -> alive.remove(id));
    }

    /** Its log goes on from now. */
    private Attachment logged(
            Engine engine, String container, Map<String, String> own, CompletableFuture<Exit> exit)
            throws IOException {
        Attachment attachment = Attachment.open(engine.address(), container, false);
        RunLog log = logs.resume(Labels.server(own), Labels.instance(own));
        FrameReader output =
                new FrameReader(
                        attachment.frames(),
                        log,
                        () -> ContainerEnd.outputEnded(engine, container, exit));
        Thread.ofVirtual().name("log-" + Labels.instance(own)).start(output::copyToLog);
        return attachment;
    }

    /** Ends what an engine that has just come (back) runs for us and nobody here knows. */
    private void sweep(Engine engine) {
        if (!isSettled) {
            return; // leftovers() has its turn, and some of them go on being used
        }
        for (Container container : ours(engine)) {
            if (!alive.contains(container.getId())) {
                log.atInfo().addKeyValue("container", container.getId()).log("ending a stray");
                ContainerEnd.remove(engine, container.getId());
            }
        }
    }

    private List<Container> ours(Engine engine) {
        return engine.client()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(labels.filter())
                .exec();
    }

    private void forget(Engine engine, String container) {
        ContainerEnd.remove(engine, container);
        alive.remove(container);
    }

    private static Channel.Address address(Engine engine, String container, Listening listening)
            throws StartFailure {
        InspectContainerResponse known = engine.client().inspectContainerCmd(container).exec();
        String host =
                known.getNetworkSettings().getNetworks().values().stream()
                        .flatMap(DockerRuntime::addresses)
                        .findFirst()
                        .orElseThrow(() ->
                                new StartFailure(
                                        "AddressUnreachable",
                                        "the container has no address that mcpd can reach;"
                                                + " transport STDIO works there"));
        return new Channel.Address(
                URI.create("http://" + host + ":" + listening.port() + listening.path()), Map.of());
    }

    private static Stream<String> addresses(ContainerNetwork network) {
        String four = Objects.requireNonNullElse(network.getIpAddress(), "");
        String six = Objects.requireNonNullElse(network.getGlobalIPv6Address(), "");
        return Stream.of(four, six.isEmpty() ? "" : "[" + six + "]")
                .filter(address -> !address.isEmpty());
    }

    /** What the registry calls it, else the engine. */
    private static String digest(InspectImageResponse image) {
        List<String> known = image.getRepoDigests();
        @Nullable String first = known == null || known.isEmpty() ? null : known.getFirst();
        return first == null
                ? Objects.requireNonNullElse(image.getId(), "")
                : first.substring(first.indexOf('@') + 1);
    }

    @Override
    public void close() {
        engines.close();
    }
}
