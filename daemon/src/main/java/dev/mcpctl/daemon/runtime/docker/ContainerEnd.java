package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.WaitResponse;

import dev.mcpctl.daemon.runtime.Exit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The end of one container: seen as it happens, or brought about. */
final class ContainerEnd {
    private static final Logger log = LoggerFactory.getLogger(ContainerEnd.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final int TRIES = 50;
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);
    private static final int QUESTIONS = 40;

    /** What Docker and Podman call the state of a container that has an exit code. */
    private static final Set<String> OVER = Set.of("exited", "stopped", "dead");

    private ContainerEnd() {}

    /** Has it completed when the container, which was started, ended, or the engine did. */
    static void watch(Engine engine, String container, CompletableFuture<Exit> exit) {
        Waiting waiting = new Waiting(engine, container, exit);
        try {
            engine.client().waitContainerCmd(container).exec(waiting);
        } catch (RuntimeException e) {
            waiting.finish();
        }
    }

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

    private static Exit recorded(ContainerState state, @Nullable Integer known) {
        Long recorded = state.getExitCodeLong();
        int code = known != null ? known : recorded == null ? -1 : recorded.intValue();
        return new Exit(code, Boolean.TRUE.equals(state.getOOMKilled()) ? "out of memory" : "");
    }

    /**
     * Ends it if need be, and removes it with the volumes that only it had. Returns when it is
     * gone; what an engine that went away still has is removed when it is back.
     */
    static void remove(Engine engine, String container) {
        for (int i = 0; i < TRIES; i++) {
            try {
                engine.client()
                        .removeContainerCmd(container)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
                return;
            } catch (NotFoundException e) {
                return;
            } catch (DockerException e) {
                // It is stopping, or somebody else removes it: Podman says 500, Docker 409.
                log.atDebug().addKeyValue("container", container).log(EngineWords.of(e));
                kill(engine, container);
            } catch (RuntimeException e) {
                log.atWarn()
                        .addKeyValue("container", container)
                        .log("not removed yet: {}", EngineWords.of(e));
                return;
            }
            if (!pause(BETWEEN_TRIES)) {
                return;
            }
        }
        log.atWarn().addKeyValue("container", container).log("not removed: it does not end");
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

    private static boolean pause(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** One wait at the engine, and what is asked when it is over. */
    private static final class Waiting extends ResultCallback.Adapter<WaitResponse> {
        private final Engine engine;
        private final String container;
        private final CompletableFuture<Exit> exit;
        private volatile @Nullable Integer code;

        Waiting(Engine engine, String container, CompletableFuture<Exit> exit) {
            this.engine = engine;
            this.container = container;
            this.exit = exit;
        }

        @Override
        public void onNext(WaitResponse response) {
            code = response.getStatusCode();
        }

        @Override
        public void onError(Throwable thrown) {
            finish();
            super.onError(thrown);
        }

        @Override
        public void onComplete() {
            finish();
            super.onComplete();
        }

        void finish() {
            Thread.ofVirtual().name("exit-" + container).start(() -> exit.complete(ending()));
        }

        private Exit ending() {
            Integer known = code;
            try {
                ContainerState state =
                        engine.client().inspectContainerCmd(container).exec().getState();
                if (known == null && Boolean.TRUE.equals(state.getRunning())) {
                    return Exit.lost("the container engine ended the watch over it");
                }
                return recorded(state, known);
            } catch (RuntimeException e) {
                return known == null
                        ? Exit.lost("the container engine went away")
                        : new Exit(known);
            }
        }
    }
}
