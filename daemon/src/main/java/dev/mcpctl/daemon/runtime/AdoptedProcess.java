package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.home.ProcessIdentity;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process with an address that an earlier life of this node started. It is not our child, so that
 * the system does not tell of its end: it is looked for several times a second.
 */
final class AdoptedProcess implements RunningInstance {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration TERM_PATIENCE = Duration.ofSeconds(3);
    private static final Duration STRAGGLER_PATIENCE = Duration.ofMillis(500);

    private final ProcessLedger.Entry entry;
    private final Channel.Address channel;
    private final ProcessTable table;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    /**
     * @param settled runs once it has ended and nothing of it is left
     */
    AdoptedProcess(
            ProcessLedger.Entry entry,
            Channel.Address channel,
            ProcessTable table,
            Runnable settled) {
        this.entry = entry;
        this.channel = channel;
        this.table = table;
        Thread.ofVirtual().name("exit-" + entry.instance()).start(() -> watch(settled));
    }

    private void watch(Runnable settled) {
        try {
            while (entry.identity().isAlive()) {
                Thread.sleep(LOOK);
            }
            ProcessEnd.endAll(this::stragglers, STRAGGLER_PATIENCE);
            settled.run();
            exit.complete(Exit.lost("its process has ended"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody interrupts it
        }
    }

    private List<ProcessIdentity> stragglers() {
        return table.ofInstance(entry.instance()).stream()
                .map(ProcessTable.Marked::identity)
                .toList();
    }

    @Override
    public String instance() {
        return entry.instance();
    }

    @Override
    public String handle() {
        return Long.toString(entry.identity().pid());
    }

    @Override
    public long startTime() {
        return entry.identity().startTime();
    }

    @Override
    public String fingerprint() {
        return entry.fingerprint();
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
        signal(Signals.TERM);
        if (!hasEnded()) {
            signal(Signals.KILL);
        }
        exit.join();
    }

    private boolean hasEnded() {
        try {
            Exit _ = exit.get(TERM_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            // Who stops us is in a hurry; nothing may be left behind all the same.
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end was not observed", e.getCause());
        }
    }

    private void signal(Signals signal) {
        if (entry.identity().isAlive()) {
            signal.sendToGroup(entry.identity().pid());
        }
    }
}
