package dev.mcpctl.daemon.runtime.docker;

import dev.mcpctl.daemon.runtime.Channel;
import dev.mcpctl.daemon.runtime.Exit;
import dev.mcpctl.daemon.runtime.RunningInstance;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** One container that was started. */
final class DockerInstance implements RunningInstance {
    private static final int SHOWN_ID = 12;

    /** How long it may take to end once its input was closed, and after SIGTERM. */
    private static final Duration END_PATIENCE = Duration.ofSeconds(1);

    private static final Duration TERM_PATIENCE = Duration.ofSeconds(3);

    private final Identity identity;
    private final Engine engine;
    private final Channel channel;
    private final Streams streams;
    private final CompletableFuture<Exit> exit;
    private final Consumer<Boolean> ended;
    private final ReentrantLock stopping = new ReentrantLock();
    private boolean isRemoved; // guarded by stopping

    /** What is known of a container whoever started it. */
    record Identity(String instance, String container, String fingerprint, String imageDigest) {}

    /**
     * @param streams closed when it is stopped
     * @param ended told, once it was stopped, whether nothing of it is left
     */
    DockerInstance(
            Identity identity,
            Engine engine,
            Channel channel,
            Streams streams,
            CompletableFuture<Exit> exit,
            Consumer<Boolean> ended) {
        this.identity = identity;
        this.engine = engine;
        this.channel = channel;
        this.streams = streams;
        this.exit = exit;
        this.ended = ended;
    }

    @Override
    public String instance() {
        return identity.instance();
    }

    @Override
    public String handle() {
        String id = identity.container();
        return id.substring(0, Math.min(SHOWN_ID, id.length()));
    }

    @Override
    public String fingerprint() {
        return identity.fingerprint();
    }

    @Override
    public String imageDigest() {
        return identity.imageDigest();
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public CompletionStage<Exit> exit() {
        return exit;
    }

    @Override
    public void stop() {
        boolean _ = Undisturbed.run("stop-" + instance(), this::stopHere);
    }

    private boolean stopHere() {
        stopping.lock();
        try {
            if (isRemoved) {
                return false;
            }
            if (!exit.isDone()) {
                end();
            }
            boolean isGone = ContainerEnd.remove(engine, identity.container());
            boolean _ = hasEnded(END_PATIENCE); // so that its exit is the engine's
            streams.close();
            isRemoved = true;
            ended.accept(isGone);
        } finally {
            stopping.unlock();
        }
        return exit.complete(Exit.lost("the container engine does not say how it ended"));
    }

    private void end() {
        if (channel instanceof Channel.Stream stream) {
            closeInput(stream);
            if (hasEnded(END_PATIENCE)) {
                return;
            }
        }
        boolean isTold = ContainerEnd.signal(engine, identity.container(), "TERM");
        if (isTold && !hasEnded(TERM_PATIENCE)) {
            // Before it is removed: the engine may not say how something ended that is gone.
            boolean _ =
                    ContainerEnd.signal(engine, identity.container(), "KILL")
                            && hasEnded(TERM_PATIENCE);
        }
    }

    private static void closeInput(Channel.Stream stream) {
        try {
            stream.toServer().close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    private boolean hasEnded(Duration within) {
        try {
            exit.get(within.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            // Who stops us is in a hurry; nothing may be left behind all the same.
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
