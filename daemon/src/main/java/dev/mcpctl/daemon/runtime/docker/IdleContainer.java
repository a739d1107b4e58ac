package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;

import java.util.List;
import java.util.Map;

/** A container that never runs: through it volumes are filled and looked into. */
final class IdleContainer implements AutoCloseable {
    private final Engine engine;
    private final String id;

    private IdleContainer(Engine engine, String id) {
        this.engine = engine;
        this.id = id;
    }

    /**
     * Makes one.
     *
     * @param image any, by the name that the engine knows it by
     * @param labels written on it
     * @param volumes by name, and the path at which each is
     */
    static IdleContainer make(
            Engine engine, String image, Map<String, String> labels, Map<String, String> volumes) {
        List<Mount> mounts =
                volumes.entrySet().stream()
                        .map(volume ->
                                new Mount()
                                        .withType(MountType.VOLUME)
                                        .withSource(volume.getKey())
                                        .withTarget(volume.getValue()))
                        .toList();
        String id =
                engine.client()
                        .createContainerCmd(image)
                        .withLabels(labels)
                        .withEntrypoint("/never-run") // there must be one
                        .withHostConfig(
                                HostConfig.newHostConfig()
                                        .withNetworkMode("none")
                                        .withMounts(mounts))
                        .exec()
                        .getId();
        return new IdleContainer(engine, id);
    }

    ContainerFiles files() {
        return new ContainerFiles(engine, id);
    }

    @Override
    public void close() {
        boolean _ = ContainerEnd.remove(engine, id); // else it is swept when the engine is back
    }
}
