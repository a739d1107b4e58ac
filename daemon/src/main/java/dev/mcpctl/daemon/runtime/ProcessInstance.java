package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.home.ProcessIdentity;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** One child process that leads a session and a process group of its own. */
final class ProcessInstance implements RunningInstance {
    private static final Duration STRAGGLER_PATIENCE = Duration.ofMillis(500);

    /**
     * @param end how long it may take to end once its input was closed
     * @param term how long it may take to end after SIGTERM
     */
    record Patience(Duration end, Duration term) {
        static final Patience DEFAULT = new Patience(Duration.ofSeconds(1), Duration.ofSeconds(3));
    }

    private final String instance;
    private final ProcessIdentity identity;
    private final Process process;
    private final Channel channel;
    private final Patience patience;
    private final CompletableFuture<Exit> exit;
    private final ReentrantLock stopping = new ReentrantLock();

    /**
     * @param channel the process's own streams, or its address
     * @param settled runs once it has ended and nothing of it is left
     */
    ProcessInstance(
            String instance,
            ProcessIdentity identity,
            Process process,
            Channel channel,
            ProcessTable table,
            Patience patience,
            Runnable settled) {
        this.instance = instance;
        this.identity = identity;
        this.process = process;
        this.patience = patience;
        this.channel = channel;
        this.exit =
                process.onExit()
                        .thenApplyAsync(
                                ended -> {
                                    endStragglers(table);
                                    settled.run();
                                    return new Exit(ended.exitValue());
                                },
                                task -> Thread.ofVirtual().name("exit-" + instance).start(task));
    }

    /** What it had started and left behind: a browser, a shell, another interpreter. */
    private void endStragglers(ProcessTable table) {
        ProcessEnd.endAll(
                () ->
                        table.ofInstance(instance).stream()
                                .map(ProcessTable.Marked::identity)
                                .toList(),
                STRAGGLER_PATIENCE);
    }

    static ProcessIdentity identityOf(Process process) {
        return ProcessIdentity.of(process.pid())
                .orElseGet(() -> new ProcessIdentity(process.pid(), 0));
    }

    @Override
    public String instance() {
        return instance;
    }

    @Override
    public String handle() {
        return Long.toString(process.pid());
    }

    @Override
    public long startTime() {
        return identity.startTime();
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
        stopping.lock();
        try {
            if (!hasEndedWithItsInput()) {
                signal(Signals.TERM);
                if (!hasEnded(patience.term())) {
                    signal(Signals.KILL);
                }
            }
            exit.join();
        } finally {
            stopping.unlock();
        }
    }

    private boolean hasEndedWithItsInput() {
        if (channel instanceof Channel.Stream) {
            closeInput();
            return hasEnded(patience.end());
        }
        return false; // it reads none
    }

    /** In a thread of its own: a server that reads nothing holds up who writes to it, and so us. */
    private void closeInput() {
        OutputStream input = process.getOutputStream();
        Thread.ofVirtual()
                .name("close-" + instance)
                .start(() -> {
                    try {
                        input.close();
                    } catch (IOException e) {
                        // It is gone already.
                    }
                });
    }

    private boolean hasEnded(Duration within) {
        try {
            return process.waitFor(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Who stops us is in a hurry; nothing may be left behind all the same.
            Thread.currentThread().interrupt();
            signal(Signals.KILL);
            return true;
        }
    }

    private void signal(Signals signal) {
        if (process.isAlive()) {
            signal.sendToGroup(process.pid());
        }
    }
}
