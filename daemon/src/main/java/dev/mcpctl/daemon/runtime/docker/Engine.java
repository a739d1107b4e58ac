package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;

import dev.mcpctl.api.socket.EngineAddress;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A container engine that answered. Any thread; one for as long as it answers. */
final class Engine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Engine.class);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_CONNECTIONS = 4_096; // one for each container that is waited for

    private final EngineAddress address;
    private final DockerClient client;
    private final boolean isRootless;
    private final boolean isPodman;

    private Engine(
            EngineAddress address, DockerClient client, boolean isRootless, boolean isPodman) {
        this.address = address;
        this.client = client;
        this.isRootless = isRootless;
        this.isPodman = isPodman;
    }

    /**
     * @param environment where the credentials of registries are found
     * @throws IOException when nothing answers there
     */
    static Engine connect(EngineAddress address, Map<String, String> environment)
            throws IOException {
        address.connect().close(); // its error is plainer than the library's
        DockerClient client = client(address, environment);
        try {
            return asked(address, client);
        } catch (IOException e) {
            close(client);
            throw e;
        }
    }

    /**
     * The same, after it was away: perhaps another version, or another engine at its address. What
     * was got from this one works as well.
     *
     * @throws IOException when nothing answers there
     */
    Engine again() throws IOException {
        address.connect().close();
        return asked(address, client);
    }

    private static Engine asked(EngineAddress address, DockerClient client) throws IOException {
        try {
            Info info = client.infoCmd().exec();
            List<String> security = info.getSecurityOptions();
            // Docker says it among its security options, Podman in a field of its own.
            boolean isRootless =
                    Boolean.TRUE.equals(info.getRawValues().get("Rootless"))
                            || (security != null
                                    && security.stream()
                                            .anyMatch(option -> option.contains("rootless")));
            boolean isPodman = info.getRawValues().containsKey("BuildahVersion");
            return new Engine(address, client, isRootless, isPodman);
        } catch (RuntimeException e) {
            throw new IOException(EngineWords.of(e), e);
        }
    }

    private static DockerClient client(EngineAddress address, Map<String, String> environment) {
        DefaultDockerClientConfig.Builder config =
                new DefaultDockerClientConfig.Builder()
                        .withDockerHost(address.uri().toString())
                        .withDockerTlsVerify(false);
        String folder = environment.getOrDefault("DOCKER_CONFIG", "");
        String home = environment.getOrDefault("HOME", "");
        if (!folder.isEmpty()) {
            config.withDockerConfig(folder);
        } else if (!home.isEmpty()) {
            config.withDockerConfig(home + "/.docker");
        }
        return DockerClientImpl.getInstance(
                config.build(),
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(address.uri())
                        .connectionTimeout(CONNECT_PATIENCE)
                        .maxConnections(MAX_CONNECTIONS)
                        .build());
    }

    EngineAddress address() {
        return address;
    }

    DockerClient client() {
        return client;
    }

    /** Whether it runs as a user, so that addresses of containers mean nothing out here. */
    boolean isRootless() {
        return isRootless;
    }

    boolean isPodman() {
        return isPodman;
    }

    boolean answers() {
        try {
            address.connect().close();
            client.pingCmd().exec();
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        close(client);
    }

    private static void close(DockerClient client) {
        try {
            client.close();
        } catch (IOException | RuntimeException e) {
            log.atDebug().log("engine's connection not closed: {}", e.getMessage());
        }
    }
}
