package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.WaitResponse;

import dev.mcpctl.daemon.runtime.Exit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Sees the end of one container as it happens. One whose streams are its channel is over when its
 * engine goes away, whatever it does then; one that has an address may go on without its engine,
 * and is looked for when that is back.
 */
final class ContainerWatch {
    private static final Logger log = LoggerFactory.getLogger(ContainerWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Engine engine;
    private final String container;
    private final CompletableFuture<Exit> exit;
    private final @Nullable Runnable wentOn;

    private ContainerWatch(
            Engine engine,
            String container,
            CompletableFuture<Exit> exit,
            @Nullable Runnable wentOn) {
        this.engine = engine;
        this.container = container;
        this.exit = exit;
        this.wentOn = wentOn;
    }

    /** Has the exit completed when the container, which was started, ended, or its engine did. */
    static void begin(Engine engine, String container, CompletableFuture<Exit> exit) {
        new ContainerWatch(engine, container, exit, null).ask();
    }

    /**
     * Has the exit completed when the container, which was started, ended.
     *
     * @param wentOn runs when it was found going on behind an engine that was away
     */
    static void outliving(
            Engine engine, String container, CompletableFuture<Exit> exit, Runnable wentOn) {
        new ContainerWatch(engine, container, exit, wentOn).ask();
    }

    private void ask() {
        if (engine.isPodman()) {
            Thread.ofVirtual().name("wait-" + container).start(this::askPodman);
        } else {
            askAsOfDocker();
        }
    }

    private void askPodman() {
        if (PodmanWait.untilOver(engine.address(), container)) {
            over(null);
        } else {
            askAsOfDocker();
        }
    }

    private void askAsOfDocker() {
        Waiting waiting = new Waiting();
        try {
            engine.client().waitContainerCmd(container).exec(waiting);
        } catch (RuntimeException e) {
            waiting.finish();
        }
    }

    /** The engine answered the wait, with a code, or broke it off. */
    private void over(@Nullable Integer code) {
        try {
            look(code);
        } catch (RuntimeException e) {
            if (code != null) {
                exit.complete(new Exit(code));
            } else if (wentOn == null) {
                exit.complete(Exit.lost("the container engine went away"));
            } else {
                log.atWarn().addKeyValue("container", container).log("its engine went away");
                lookUntilSeen();
            }
        }
    }

    private void look(@Nullable Integer code) {
        ContainerState state;
        try {
            state = engine.client().inspectContainerCmd(container).exec().getState();
        } catch (NotFoundException e) {
            exit.complete(code == null ? Exit.lost("somebody removed it") : new Exit(code));
            return;
        }
        if (code != null || !Boolean.TRUE.equals(state.getRunning())) {
            exit.complete(ContainerEnd.recorded(state, code));
        } else if (wentOn == null) {
            exit.complete(Exit.lost("the container engine ended the watch over it"));
        } else if (!exit.isDone()) {
            wentOn.run();
            ask();
        }
    }

    private void lookUntilSeen() {
        while (!exit.isDone() && ContainerEnd.pause(BETWEEN_LOOKS)) {
            if (engine.answers()) {
                try {
                    look(null);
                    return;
                } catch (RuntimeException e) {
                    log.atDebug().addKeyValue("container", container).log(EngineWords.of(e));
                }
            }
        }
    }

    /** One wait at the engine. */
    private final class Waiting extends ResultCallback.Adapter<WaitResponse> {
        private volatile @Nullable Integer code;

        @Override
        public void onNext(WaitResponse response) {
            code = response.getStatusCode();
        }

        @Override
        public void onError(Throwable thrown) {
            log.atDebug().addKeyValue("container", container).log(EngineWords.of(thrown));
            onComplete(); // the library would print the whole stack
        }

        @Override
        public void onComplete() {
            finish();
            super.onComplete();
        }

        void finish() {
            Thread.ofVirtual().name("exit-" + container).start(() -> over(code));
        }
    }
}
