package dev.mcpctl.daemon.runtime.docker;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.socket.EngineAddress;
import dev.mcpctl.daemon.runtime.StartFailure;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds the engine by trying. The first that answers stays the one for as long as this program
 * lives: when it goes away its containers may come back with it, and must not run a second time
 * elsewhere. Any thread.
 */
final class Engines implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Engines.class);

    private final Map<String, String> environment;
    private final Consumer<Engine> connected;
    private @Nullable Engine present; // guarded by this, as is all below
    private boolean isAway;

    /**
     * @param connected told of an engine before anybody else gets it
     */
    Engines(Map<String, String> environment, Consumer<Engine> connected) {
        this.environment = Map.copyOf(environment);
        this.connected = connected;
    }

    /**
     * @throws StartFailure when none answers, with what was tried
     */
    synchronized Engine get() throws StartFailure {
        Engine known = present;
        if (known != null && !isAway) {
            if (known.answers()) {
                return known;
            }
            log.atWarn().addKeyValue("engine", known.address()).log("does not answer any more");
            isAway = true;
        }
        List<String> tried = new ArrayList<>();
        for (EngineAddress address : addresses()) {
            try {
                Engine engine =
                        known == null ? Engine.connect(address, environment) : known.again();
                log.atInfo().addKeyValue("engine", address).log("connected");
                present = engine;
                connected.accept(engine);
                isAway = false;
                return engine;
            } catch (IOException e) {
                tried.add(address + " (" + e.getMessage() + ")");
            }
        }
        throw new StartFailure(
                StartFailure.NO_ENGINE,
                "no container engine answers; start Docker or Podman, or set DOCKER_HOST; tried "
                        + String.join(", ", tried));
    }

    private List<EngineAddress> addresses() throws StartFailure {
        if (present != null) {
            return List.of(present.address());
        }
        try {
            return EngineAddress.candidates(environment);
        } catch (Problem notUnderstood) {
            throw new StartFailure(StartFailure.NO_ENGINE, notUnderstood.detail(), notUnderstood);
        }
    }

    @Override
    public synchronized void close() {
        if (present != null) {
            present.close();
            present = null;
        }
    }
}
