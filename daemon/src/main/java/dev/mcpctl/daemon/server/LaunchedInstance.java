package dev.mcpctl.daemon.server;

import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.daemon.runtime.Channel;
import dev.mcpctl.daemon.runtime.Exit;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.RunningInstance;
import dev.mcpctl.daemon.runtime.Runtime;
import dev.mcpctl.daemon.runtime.StartFailure;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.upstream.StdioChannel;

import org.jspecify.annotations.Nullable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What was started for one connection. Until {@link #settle} the connection may ask for another
 * process: finding out a server's era can cost one. After that its end is the end.
 */
final class LaunchedInstance implements StdioChannel.Source, AutoCloseable {
    private static final int MAX_LAUNCHES = 3;

    /** Between a process's end and the last of its output being read. */
    private static final Duration DRAIN = Duration.ofMillis(250);

    private final InstanceStart start;
    private final Runtime runtime;
    private final InstanceRecord record;
    private final @Nullable RunningInstance adopted;
    private @Nullable RunningInstance running; // guarded by this, as is all below
    private @Nullable StartFailure failure;
    private @Nullable Lines lines;
    private boolean isSettled;
    private int launches;

    /**
     * @param adopted what runs already and is to be used; null: it is started
     */
    LaunchedInstance(
            InstanceStart start,
            Runtime runtime,
            InstanceRecord record,
            @Nullable RunningInstance adopted) {
        this.start = start;
        this.runtime = runtime;
        this.record = record;
        this.adopted = adopted;
    }

    /** Starts what is reached at an address; empty for what is reached over a stream. */
    synchronized Optional<Channel.Address> address() throws StartFailure {
        boolean isElsewhere = start.source() instanceof ServerSource.Url;
        if (!isElsewhere && start.listening().isEmpty()) {
            return Optional.empty();
        }
        RunningInstance there = adopted == null ? runtime.start(start) : adopted;
        running = there;
        if (!isElsewhere && adopted == null) {
            record.started(there);
        }
        if (there.channel() instanceof Channel.Address address) {
            return Optional.of(address);
        }
        there.stop();
        throw new StartFailure("NoAddress", "the instance has no address that mcpd can reach");
    }

    @Override
    public synchronized StdioChannel open() {
        if (isSettled || launches == MAX_LAUNCHES) {
            throw new InstanceEnded(start.server());
        }
        if (running != null) {
            running.stop();
        }
        launches++;
        try {
            RunningInstance launched = runtime.start(start);
            running = launched;
            record.started(launched);
            if (launched.channel() instanceof Channel.Stream stream) {
                Lines opened = new Lines(stream, launched);
                lines = opened;
                return opened;
            }
            throw new StartFailure("NoStream", "the instance has no stream to talk over");
        } catch (StartFailure e) {
            failure = e;
            throw McpException.upstream(start.server(), e.text());
        }
    }

    /** The connection stands: no other process will be started for it. */
    synchronized void settle() {
        isSettled = true;
    }

    /** Why nothing could be started, when that was it. */
    synchronized void rethrowFailure() throws StartFailure {
        if (failure != null) {
            throw failure;
        }
    }

    /** Whether what was started is known to have ended. */
    boolean hasEnded() {
        RunningInstance launched = running();
        return launched != null && launched.exit().toCompletableFuture().isDone();
    }

    /** How the process ended, when it has; waits a moment, since its pipe may close first. */
    Optional<Exit> exitNow() throws InterruptedException {
        RunningInstance launched = running();
        if (launched == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    launched.exit()
                            .toCompletableFuture()
                            .get(DRAIN.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            return Optional.empty();
        }
    }

    /** Waits for its end, and until what it wrote last was read. */
    Exit awaitExit() throws InterruptedException {
        RunningInstance launched = running();
        if (launched == null) {
            throw new IllegalStateException("nothing was started");
        }
        try {
            Exit exit = launched.exit().toCompletableFuture().get();
            Lines open = lines();
            if (open != null) {
                boolean _ = open.ended.await(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
            }
            return exit;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end was not observed", e.getCause());
        }
    }

    private synchronized @Nullable RunningInstance running() {
        return running;
    }

    private synchronized @Nullable Lines lines() {
        return lines;
    }

    @Override
    public void close() {
        RunningInstance launched;
        synchronized (this) {
            isSettled = true;
            launched = running;
        }
        if (launched != null) {
            launched.stop();
        }
    }

    /** The stream, with a note of its end. */
    private static final class Lines implements StdioChannel {
        private final CountDownLatch ended = new CountDownLatch(1);
        private final RunningInstance instance;
        private final InputStream fromServer;
        private final OutputStream toServer;
        private final boolean breaksOnInterrupt;

        Lines(Channel.Stream stream, RunningInstance instance) {
            this.instance = instance;
            this.toServer = stream.toServer();
            this.breaksOnInterrupt = stream.breaksOnInterrupt();
            this.fromServer = new Noting(stream.fromServer(), ended);
        }

        @Override
        public InputStream fromServer() {
            return fromServer;
        }

        @Override
        public OutputStream toServer() {
            return toServer;
        }

        @Override
        public boolean breaksOnInterrupt() {
            return breaksOnInterrupt;
        }

        @Override
        public void close() {
            Thread.ofVirtual().name("stop-" + instance.instance()).start(instance::stop);
        }
    }

    private static final class Noting extends FilterInputStream {
        private final CountDownLatch ended;

        Noting(InputStream in, CountDownLatch ended) {
            super(in);
            this.ended = ended;
        }

        @Override
        public int read() throws IOException {
            return noted(super.read());
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return noted(super.read(bytes, offset, length));
        }

        private int noted(int read) {
            if (read < 0) {
                ended.countDown();
            }
            return read;
        }
    }
}
