package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.MountType;

import dev.mcpctl.api.server.Mount;
import dev.mcpctl.daemon.runtime.StartFailure;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What servers mount: volumes, whose names are this installation's own, and those paths of the
 * machine that mcpd was told to allow. Any thread.
 */
final class Volumes {
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
        if (make(engine, name)) {
            handOver(engine, image, user, name);
        }
        return name;
    }

    /** As the engine knows it: two installations on one engine do not share a volume. */
    String name(String volume) {
        return "mcpctl-" + labels.installation() + "-" + volume;
    }

    /** Whether it was made just now. */
    boolean make(Engine engine, String name) {
        try {
            engine.client().inspectVolumeCmd(name).exec();
            return false;
        } catch (NotFoundException e) {
            engine.client().createVolumeCmd().withName(name).withLabels(labels.ours()).exec();
            return true;
        }
    }

    /**
     * Gives a new volume to a user: engines make them for root, and a server is none. An archive is
     * unpacked over the volume's directory, in a container that never runs.
     */
    void handOver(Engine engine, String image, String user, String volume) throws StartFailure {
        Optional<Owner> owner = Owner.of(user);
        if (owner.isEmpty()) {
            return; // only the image knows who that is
        }
        var mount =
                new com.github.dockerjava.api.model.Mount()
                        .withType(MountType.VOLUME)
                        .withSource(volume)
                        .withTarget("/" + HAND_OVER);
        String container = null;
        try {
            container =
                    engine.client()
                            .createContainerCmd(image)
                            .withLabels(labels.ours())
                            .withEntrypoint("/" + HAND_OVER) // never run, but there must be one
                            .withHostConfig(
                                    HostConfig.newHostConfig()
                                            .withNetworkMode("none")
                                            .withMounts(List.of(mount)))
                            .exec()
                            .getId();
            engine.client()
                    .copyArchiveToContainerCmd(container)
                    .withRemotePath("/")
                    .withTarInputStream(new ByteArrayInputStream(owner.get().archive()))
                    .exec();
        } catch (DockerException | IOException e) {
            throw new StartFailure(
                    "StartFailed", "cannot prepare volume " + volume + ": " + EngineWords.of(e), e);
        } finally {
            if (container != null) {
                ContainerEnd.remove(engine, container);
            }
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

    /** Who owns a directory. */
    record Owner(int user, int group) {
        /** Of a user as a server's spec has it; empty for one that is named. */
        static Optional<Owner> of(String written) {
            String[] ids = ContainerRecipe.user(written).split(":", 2);
            return ids.length == 2 && ids[0].matches("[0-9]{1,9}") && ids[1].matches("[0-9]{1,9}")
                    ? Optional.of(new Owner(Integer.parseInt(ids[0]), Integer.parseInt(ids[1])))
                    : Optional.empty();
        }

        /** An archive of the directory and nothing in it. */
        private byte[] archive() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
                TarArchiveEntry self = new TarArchiveEntry(HAND_OVER + "/");
                self.setIds(user, group);
                self.setMode(0_040_750);
                tar.putArchiveEntry(self);
                tar.closeArchiveEntry();
            }
            return bytes.toByteArray();
        }
    }
}
