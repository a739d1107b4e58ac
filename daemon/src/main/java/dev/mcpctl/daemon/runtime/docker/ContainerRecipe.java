package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;

import dev.mcpctl.api.server.Confinement;
import dev.mcpctl.api.server.Limits;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.StartFailure;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * What a container is made of: nothing that is not asked for. It publishes no port, runs as a user
 * that is not root, with no capability and no way to new privileges, on a root that it cannot
 * write.
 */
final class ContainerRecipe {
    private static final String TEMPORARY = "/tmp";
    private static final long OPEN_FILES = 4_096;
    private static final long PROCESSES_OF_A_USER = 8_192;

    private final InstanceStart start;
    private final Labels labels;

    ContainerRecipe(InstanceStart start, Labels labels) {
        this.start = start;
        this.labels = labels;
    }

    /**
     * @param command stands for the image's entry point; null: the image's own
     * @throws StartFailure when a capability is not known
     */
    CreateContainerCmd fill(
            Engine engine, Images.Known image, @Nullable List<String> command, List<Mount> mounts)
            throws StartFailure {
        boolean isStdio = start.listening().isEmpty();
        CreateContainerCmd create =
                engine.client()
                        .createContainerCmd(image.name())
                        .withName(containerName())
                        .withLabels(labels.of(start, image.digest()))
                        .withUser(user(start.container().confinement().user()))
                        .withEnv(environment(image.inspected().getConfig()))
                        .withTty(false)
                        .withStdinOpen(isStdio)
                        .withStdInOnce(isStdio)
                        .withAttachStdin(isStdio)
                        .withAttachStdout(true)
                        .withAttachStderr(true)
                        .withHostConfig(host(engine, mounts));
        if (command != null) {
            create.withEntrypoint(command);
        }
        if (!start.args().isEmpty()) {
            create.withCmd(start.args());
        } else if (command != null) {
            create.withCmd(List.of()); // the image's own are meant for its own entry point
        }
        if (start.workingDir() != null) {
            create.withWorkingDir(start.workingDir());
        }
        return create;
    }

    /** An instance has one container after the other; the last may still be going. */
    private String containerName() {
        String suffix = Integer.toHexString(ThreadLocalRandom.current().nextInt(0x10000, 0x100000));
        return "mcpctl-" + start.instance() + "-" + suffix;
    }

    private HostConfig host(Engine engine, List<Mount> mounts) throws StartFailure {
        Confinement confinement = start.container().confinement();
        Limits limits = start.container().limits();
        List<Ulimit> ulimits = new ArrayList<>();
        ulimits.add(new Ulimit("nofile", OPEN_FILES, OPEN_FILES));
        if (engine.isPodman()) {
            // Its default is above what root may set where root lacks the capability for it.
            ulimits.add(new Ulimit("nproc", PROCESSES_OF_A_USER, PROCESSES_OF_A_USER));
        }
        HostConfig host =
                HostConfig.newHostConfig()
                        .withNetworkMode(confinement.network())
                        .withPublishAllPorts(false)
                        .withPrivileged(false)
                        .withCapDrop(Capability.ALL)
                        .withCapAdd(capabilities(confinement))
                        .withSecurityOpts(List.of("no-new-privileges"))
                        .withReadonlyRootfs(confinement.isRootReadOnly())
                        .withMemory(limits.memoryBytes())
                        .withMemorySwap(limits.memoryBytes())
                        .withNanoCPUs(limits.cpuNanos())
                        .withPidsLimit((long) limits.pids())
                        .withUlimits(ulimits)
                        .withRestartPolicy(RestartPolicy.noRestart())
                        // Messages would be on disk otherwise; what it logs is read as it comes.
                        .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
                        .withMounts(mounts);
        if (confinement.isRootReadOnly()
                && mounts.stream().noneMatch(mount -> TEMPORARY.equals(mount.getTarget()))) {
            host.withTmpFs(Map.of(TEMPORARY, "rw,noexec,nosuid,nodev,size=64m,mode=1777"));
        }
        return host;
    }

    private static Capability[] capabilities(Confinement confinement) throws StartFailure {
        List<Capability> known = new ArrayList<>();
        for (String name : confinement.capabilities()) {
            known.add(
                    Arrays.stream(Capability.values())
                            .filter(capability -> capability.name().equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    new StartFailure(
                                            "StartFailed", "there is no capability " + name)));
        }
        return known.toArray(new Capability[0]);
    }

    /** A number without a group would get group 0 where the image does not know it. */
    static String user(String written) {
        return written.matches("[0-9]+") ? written + ":" + written : written;
    }

    private List<String> environment(@Nullable ContainerConfig image) {
        Map<String, String> environment = new TreeMap<>();
        String[] declared = image == null ? null : image.getEnv();
        boolean hasHome =
                declared != null && Stream.of(declared).anyMatch(line -> line.startsWith("HOME="));
        if (!hasHome && start.container().confinement().isRootReadOnly()) {
            environment.put("HOME", TEMPORARY); // the only place that it can write
        }
        environment.putAll(start.environment());
        return environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }
}
