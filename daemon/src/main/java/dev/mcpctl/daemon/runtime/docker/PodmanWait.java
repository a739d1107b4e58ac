package dev.mcpctl.daemon.runtime.docker;

import dev.mcpctl.api.socket.EngineAddress;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

/**
 * A wait for the end of a container of Podman, by the call of its own that says how often to look.
 * By the one that it has in common with Docker it looks without a pause, and takes most of a core
 * for each container.
 *
 * <p>https://docs.podman.io/en/latest/_static/api.html#tag/containers/operation/ContainerWaitLibpod
 */
final class PodmanWait {
    private static final Logger log = LoggerFactory.getLogger(PodmanWait.class);

    /** Without a version Podman knows only what Docker has. */
    private static final String CONTAINERS = "/v4.0.0/libpod/containers/";

    private static final String WAIT = "/wait?condition=stopped&condition=exited&interval=250ms";

    private PodmanWait() {}

    /**
     * Blocks until it ended, or until the engine breaks the wait off; an inspection tells which.
     *
     * @return false when this Podman does not have the call
     */
    static boolean untilOver(EngineAddress address, String container) {
        try (RawRequest wait = RawRequest.post(address, CONTAINERS + container + WAIT, "close")) {
            byte[] code = wait.answer().readAllBytes();
            log.atTrace()
                    .addKeyValue("container", container)
                    .log("ended with {}", new String(code, StandardCharsets.US_ASCII).strip());
            return true;
        } catch (ProtocolException e) {
            log.atDebug().addKeyValue("container", container).log(EngineWords.of(e));
            return false;
        } catch (IOException e) {
            log.atDebug().addKeyValue("container", container).log(EngineWords.of(e));
            return true;
        }
    }
}
