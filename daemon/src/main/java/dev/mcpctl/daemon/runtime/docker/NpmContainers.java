package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;

import dev.mcpctl.api.server.Confinement;
import dev.mcpctl.api.server.ContainerSpec;
import dev.mcpctl.api.server.Limits;
import dev.mcpctl.api.server.Transport;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.NpmWords;
import dev.mcpctl.daemon.runtime.StartFailure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Runs npm in a container that is held as tightly as a server's. Its cache, and the certificates
 * that mcpd has, which it can only read, are in volumes that go with it.
 */
final class NpmContainers {
    /** Where a package's volume is, in this container and in those of servers. */
    static final String VOLUME = "/mcpctl-package";

    /** The one directory of it that npm writes. */
    static final String DIRECTORY = "package";

    /** The same, whole. */
    static final String PACKAGE = VOLUME + "/" + DIRECTORY;

    private static final String SCRATCH = "/mcpctl-scratch";
    private static final String CACHE = "cache";
    private static final String CERTIFICATES = "/mcpctl-certificates";
    private static final ContainerSpec HELD =
            new ContainerSpec(
                    new Limits(1L << 30, Limits.DEFAULT.cpuNanos(), Limits.DEFAULT.pids()),
                    Confinement.DEFAULT,
                    List.of());

    private final Labels labels;
    private final Volumes volumes;
    private final ContainersInUse containers;

    /**
     * @param containers have those that run
     */
    NpmContainers(Labels labels, Volumes volumes, ContainersInUse containers) {
        this.labels = labels;
        this.volumes = volumes;
        this.containers = containers;
    }

    /** Where npm runs, and what it is given. */
    record Place(Engine engine, Images.Known image, NpmImage npm) {}

    /**
     * One run of npm.
     *
     * @param doing what for, as a message begins
     * @param volume of the package, if it is about one
     */
    record Run(String doing, Optional<String> volume, List<String> arguments, Duration limit) {}

    /**
     * What it printed.
     *
     * @throws StartFailure with npm's own last words, or the engine's
     */
    String run(Place place, Run run) throws StartFailure, InterruptedException {
        NpmEnvironment environment = NpmEnvironment.of(place.npm().environment(), CERTIFICATES);
        String id = UUID.randomUUID().toString();
        Map<String, String> given = new TreeMap<>(); // volumes that go with this run
        given.put(volumes.nodeName("scratch-" + id), SCRATCH);
        given.put(volumes.nodeName("certificates-" + id), CERTIFICATES);
        try {
            boolean _ = Undisturbed.run("fill-" + id, () -> fill(place, given, environment));
            OneShot.Outcome outcome =
                    OneShot.run(
                            place.engine(),
                            create(place, environment, given, run),
                            containers,
                            run.limit());
            return printed(run, outcome);
        } catch (DockerException | IOException e) {
            throw new StartFailure("NpmFailed", run.doing() + ": " + EngineWords.of(e), e);
        } finally {
            for (String volume : given.keySet()) {
                boolean _ =
                        Undisturbed.run(
                                "drop-" + volume, () -> volumes.discard(place.engine(), volume));
            }
        }
    }

    private static String printed(Run run, OneShot.Outcome outcome) throws StartFailure {
        String words = NpmWords.last(outcome.errors());
        if (!outcome.isInTime()) {
            throw new StartFailure(
                    "NpmFailed",
                    run.doing()
                            + ": npm was not done within "
                            + run.limit().toSeconds()
                            + " s"
                            + words);
        }
        if (outcome.exit().code() != 0) {
            throw new StartFailure(
                    "NpmFailed",
                    run.doing() + (words.isEmpty() ? ": npm " + outcome.exit().text() : words));
        }
        return outcome.out();
    }

    private boolean fill(Place place, Map<String, String> given, NpmEnvironment environment)
            throws IOException {
        for (String volume : given.keySet()) {
            boolean _ = volumes.make(place.engine(), volume, labels.ofScratch());
        }
        Archive certificates = new Archive();
        for (Map.Entry<String, byte[]> file : environment.files().entrySet()) {
            certificates.file(file.getKey(), file.getValue());
        }
        try (IdleContainer idle =
                IdleContainer.make(place.engine(), place.image().name(), labels.ours(), given)) {
            idle.files().put(SCRATCH, new Archive().directory(CACHE, user(), 0_700));
            idle.files().put(CERTIFICATES, certificates);
        }
        return true;
    }

    /** Whom npm runs as, and who owns what it writes. */
    static Archive.Owner user() {
        return Archive.Owner.of(HELD.confinement().user()).orElseThrow();
    }

    private CreateContainerCmd create(
            Place place, NpmEnvironment environment, Map<String, String> given, Run run)
            throws StartFailure {
        Map<String, String> variables = new TreeMap<>(environment.variables());
        variables.put("HOME", "/tmp");
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--cache", SCRATCH + "/" + CACHE, "--no-update-notifier"));
        arguments.addAll(run.arguments());
        Map<String, String> mounted = new TreeMap<>(given);
        run.volume().ifPresent(volume -> mounted.put(volume, VOLUME));
        List<Mount> mounts =
                mounted.entrySet().stream()
                        .map(volume ->
                                new Mount()
                                        .withType(MountType.VOLUME)
                                        .withSource(volume.getKey())
                                        .withTarget(volume.getValue())
                                        .withReadOnly(volume.getValue().equals(CERTIFICATES)))
                        .toList();
        InstanceStart start =
                new InstanceStart(
                        "npm",
                        "npm",
                        "",
                        place.npm().source(),
                        Transport.STDIO,
                        Optional.empty(),
                        HELD,
                        arguments,
                        variables,
                        // One without a project's .npmrc.
                        run.volume().isPresent() ? PACKAGE : "/tmp",
                        Map.of());
        return new ContainerRecipe(start, labels)
                .fill(place.engine(), place.image(), List.of("npm"), mounts)
                .withStdinOpen(false)
                .withStdInOnce(false)
                .withAttachStdin(false);
    }
}
