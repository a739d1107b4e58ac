package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.MountType;

import dev.mcpctl.api.server.Mount;
import dev.mcpctl.daemon.runtime.StartFailure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What servers mount: volumes, whose names are this installation's own, and those paths of the
 * machine that mcpd was told to allow. Any thread.
 */
final class Volumes {
    private static final Logger log = LoggerFactory.getLogger(Volumes.class);
    private static final String HAND_OVER = "mcpctl-volume";

    private final Labels labels;
    private final List<Path> allowed;

    /**
     * @param allowed directories of the machine that servers may see, with all below them
     */
    Volumes(Labels labels, List<Path> allowed) {
        this.labels = labels;
        this.allowed = List.copyOf(allowed);
    }

    /**
     * The mounts of a container that is to be made; volumes that did not exist are made.
     *
     * @param image of the container
     * @param user of the container, who gets the volumes that are made
     * @throws StartFailure when a path is not allowed or not there
     */
    List<com.github.dockerjava.api.model.Mount> mounts(
            Engine engine, String image, String user, List<Mount> mounts) throws StartFailure {
        List<com.github.dockerjava.api.model.Mount> answer = new ArrayList<>();
        for (Mount mount : mounts) {
            var answered =
                    new com.github.dockerjava.api.model.Mount()
                            .withTarget(mount.target())
                            .withReadOnly(mount.isReadOnly());
            answer.add(
                    switch (mount.type()) {
                        case BIND ->
                                answered.withType(MountType.BIND).withSource(path(mount.source()));
                        case VOLUME ->
                                answered.withType(MountType.VOLUME)
                                        .withSource(made(engine, image, user, mount.source()));
                    });
        }
        return answer;
    }

    private String made(Engine engine, String image, String user, String volume)
            throws StartFailure {
        String name = name(volume);
        if (make(engine, name, labels.ours())) {
            handOver(engine, image, user, name);
        }
        return name;
    }

    /** As the engine knows it: two installations on one engine do not share a volume. */
    String name(String volume) {
        return "mcpctl-" + labels.installation() + "-" + volume;
    }

    /** As {@link #name}, of one that other nodes have no part in. */
    String nodeName(String volume) {
        return name(labels.node() + "-" + volume);
    }

    Optional<InspectVolumeResponse> find(Engine engine, String name) {
        try {
            return Optional.of(engine.client().inspectVolumeCmd(name).exec());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /** Whether it was made just now. */
    boolean make(Engine engine, String name, Map<String, String> written) {
        if (find(engine, name).isPresent()) {
            return false;
        }
        engine.client().createVolumeCmd().withName(name).withLabels(written).exec();
        return true;
    }

    /** Those of this node. */
    List<InspectVolumeResponse> ours(Engine engine) {
        List<InspectVolumeResponse> all =
                engine.client()
                        .listVolumesCmd()
                        .withFilter("label", labels.filter())
                        .exec()
                        .getVolumes();
        // Podman takes several labels as alternatives.
        return all == null
                ? List.of()
                : all.stream().filter(volume -> labels.areOurs(volume.getLabels())).toList();
    }

    /** Removes it; false when something has it, or the engine does not answer. */
    boolean discard(Engine engine, String name) {
        try {
            engine.client().removeVolumeCmd(name).exec();
            return true;
        } catch (NotFoundException e) {
            return true;
        } catch (RuntimeException e) {
            log.atDebug().addKeyValue("volume", name).log(EngineWords.of(e));
            return false;
        }
    }

    /**
     * Gives a new volume to a user: engines make them for root, and a server is none. An archive is
     * unpacked over the volume's directory, which Podman does not heed: it gives a new volume to
     * whoever mounts it first.
     */
    void handOver(Engine engine, String image, String user, String volume) throws StartFailure {
        Optional<Archive.Owner> owner = Archive.Owner.of(user);
        if (owner.isEmpty()) {
            return; // only the image knows who that is
        }
        try (IdleContainer idle =
                IdleContainer.make(engine, image, labels.ours(), Map.of(volume, "/" + HAND_OVER))) {
            idle.files().put("/", new Archive().directory(HAND_OVER, owner.get(), 0_750));
        } catch (DockerException | IOException e) {
            throw new StartFailure(
                    "StartFailed", "cannot prepare volume " + volume + ": " + EngineWords.of(e), e);
        }
    }

    private String path(String source) throws StartFailure {
        Path path;
        try {
            path = Path.of(source).toRealPath(); // a link must not lead out of what is allowed
        } catch (IOException e) {
            throw new StartFailure(
                    "MountRefused", "mount source " + source + " cannot be found here", e);
        }
        for (Path root : allowed) {
            if (path.startsWith(root)) {
                return path.toString();
            }
        }
        throw new StartFailure(
                "MountRefused",
                "mount source "
                        + source
                        + " is not allowed here; MCPD_MOUNT_ALLOW lists what is"
                        + (allowed.isEmpty() ? " (nothing now)" : " (now " + allowed + ")"));
    }
}
