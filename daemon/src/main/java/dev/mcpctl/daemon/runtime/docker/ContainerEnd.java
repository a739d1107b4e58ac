package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;

import dev.mcpctl.daemon.runtime.Exit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The end of one container: asked for, or brought about; {@link ContainerWatch} sees it. */
final class ContainerEnd {
    private static final Logger log = LoggerFactory.getLogger(ContainerEnd.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final int TRIES = 50;
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);
    private static final int QUESTIONS = 40;

    /** What Docker and Podman call the state of a container that has an exit code. */
    private static final Set<String> OVER = Set.of("exited", "stopped", "dead");

    private ContainerEnd() {}

    /**
     * Its output ended, so most likely it did too. Podman answers a wait up to a second after that,
     * and a question at once. Returns at once.
     */
    static void outputEnded(Engine engine, String container, CompletableFuture<Exit> exit) {
        if (!exit.isDone()) {
            Thread.ofVirtual().name("end-" + container).start(() -> ask(engine, container, exit));
        }
    }

    private static void ask(Engine engine, String container, CompletableFuture<Exit> exit) {
        try {
            for (int i = 0; i < QUESTIONS && !exit.isDone(); i++) {
                ContainerState state =
                        engine.client().inspectContainerCmd(container).exec().getState();
                if (OVER.contains(String.valueOf(state.getStatus()))) {
                    exit.complete(recorded(state, null));
                    return;
                }
                if (!pause(BETWEEN_QUESTIONS)) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            // The wait goes on, and says it.
            log.atDebug().addKeyValue("container", container).log(EngineWords.of(e));
        }
    }

    static Exit recorded(ContainerState state, @Nullable Integer known) {
        Long recorded = state.getExitCodeLong();
        int code = known != null ? known : recorded == null ? -1 : recorded.intValue();
        return new Exit(code, Boolean.TRUE.equals(state.getOOMKilled()) ? "out of memory" : "");
    }

    /**
     * Ends it if need be, and removes it with the volumes that only it had. Returns when it is
     * gone.
     *
     * @return false when the engine does not answer, or it does not end
     */
    static boolean remove(Engine engine, String container) {
        for (int i = 0; i < TRIES; i++) {
            try {
                engine.client()
                        .removeContainerCmd(container)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
                return true;
            } catch (NotFoundException e) {
                return true;
            } catch (DockerException e) {
                // It is stopping, or somebody else removes it: Podman says 500, Docker 409.
                log.atDebug().addKeyValue("container", container).log(EngineWords.of(e));
                kill(engine, container);
            } catch (RuntimeException e) {
                log.atWarn()
                        .addKeyValue("container", container)
                        .log("not removed yet: {}", EngineWords.of(e));
                return false;
            }
            if (!pause(BETWEEN_TRIES)) {
                return false;
            }
        }
        log.atWarn().addKeyValue("container", container).log("not removed: it does not end");
        return false;
    }

    /** Returns at once; false when the engine did not take it. */
    static boolean signal(Engine engine, String container, String signal) {
        try {
            engine.client().killContainerCmd(container).withSignal(signal).exec();
            return true;
        } catch (NotFoundException | ConflictException | NotModifiedException e) {
            return true; // it has ended
        } catch (RuntimeException e) {
            log.atDebug().addKeyValue("container", container).log(EngineWords.of(e));
            return false;
        }
    }

    private static void kill(Engine engine, String container) {
        boolean _ = signal(engine, container, "KILL");
    }

    /** False when the thread was interrupted. */
    static boolean pause(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
