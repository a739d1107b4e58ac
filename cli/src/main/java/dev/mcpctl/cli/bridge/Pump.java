package dev.mcpctl.cli.bridge;

import dev.mcpctl.cli.bridge.ClientOutput.GoneException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.List;

/**
 * Moves lines between the client and one mcplocal after another. The thread that calls {@link #run}
 * connects and reads from mcplocal; another reads from the client, so that big messages in both
 * directions never wait for each other; a third, short-lived, sends what was held.
 */
final class Pump {
    private static final int INTERNAL_ERROR = -32603;
    private static final int INVALID_REQUEST = -32600;
    private static final String RESTARTED = "mcplocal restarted";
    private static final String AWAY = "mcplocal does not answer";
    private static final String TOO_LONG = "the message is longer than 16 MiB";
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long CLOSING_MILLIS = 500;

    /** Connects once. */
    interface Connector {
        LocalConnection connect() throws IOException, RefusedException;
    }

    private enum State {
        DOWN,
        /** Connected; what was held is being sent. */
        CATCHING_UP,
        UP
    }

    private final ReadableByteChannel client;
    private final ClientOutput out;
    private final Connector connector;
    private final Revival revival;
    private final Limits limits;

    private final Object lock = new Object();
    // All below are guarded by lock.
    private final Ledger ledger = new Ledger();
    private final Handshake handshake = new Handshake();
    private final HeldLines held;
    private State state = State.DOWN;
    private @Nullable LocalConnection connection; // null while down
    private int outages;
    private boolean isHoldOver; // the present outage is longer than lines are held
    private boolean isEnding; // the client has closed its end

    Pump(
            ReadableByteChannel client,
            ClientOutput out,
            Connector connector,
            Revival revival,
            Limits limits) {
        this.client = client;
        this.out = out;
        this.connector = connector;
        this.revival = revival;
        this.limits = limits;
        this.held = new HeldLines(limits.heldLines(), limits.heldBytes());
    }

    /**
     * Returns when the client is done.
     *
     * @throws RefusedException there is no mcplocal for it, or no longer
     */
    void run() throws RefusedException {
        startHold(limits.firstHold());
        start(
                "client",
                new Runnable() {
                    @Override
                    public void run() {
                        readClient();
                    }
                });
        try {
            LocalConnection next = connect(true);
            while (next != null) {
                serve(next);
                if (lose(next)) {
                    return;
                }
                next = connect(false);
            }
        } catch (GoneException e) {
            // Nobody is left to serve.
        } catch (RefusedException e) {
            refuseHeld();
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next mcplocal; null when the client ended before there was one. */
    private @Nullable LocalConnection connect(boolean isFirst)
            throws RefusedException, InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            String reason;
            try {
                return connector.connect();
            } catch (IOException e) {
                reason = AWAY.concat(": ").concat(String.valueOf(e.getMessage()));
            }
            try {
                revival.attempt();
            } catch (RefusedException e) {
                if (isFirst) {
                    throw e;
                }
                // Who stopped it on purpose may start it again.
            }
            synchronized (lock) {
                if (isEnding && held.isEmpty()) {
                    return null;
                }
                if (isFirst && isHoldOver) {
                    throw new RefusedException(reason);
                }
                lock.wait(pause);
            }
            pause = Math.min(pause * 2, limits.maxPause().toMillis());
        }
    }

    /** Passes on what mcplocal sends until it goes away. */
    private void serve(LocalConnection server) throws GoneException, RefusedException {
        try {
            boolean isReplayed = replay(server);
            if (!catchUp(server, isReplayed)) {
                return;
            }
            LineReader lines = server.lines();
            while (lines.next()) {
                passToClient(lines);
            }
        } catch (IOException e) {
            // It was killed: the same as a clean end.
        }
    }

    private void passToClient(LineReader lines) throws GoneException {
        List<Envelope> messages = Envelope.of(lines.buffer(), lines.offset(), lines.length());
        synchronized (lock) {
            handshake.noteFromServer(messages);
            ledger.noteFromServer(messages);
            if (isEnding) {
                lock.notifyAll(); // perhaps that was the last answer
            }
        }
        if (!lines.isCutOff()) {
            out.write(lines.buffer(), lines.offset(), lines.length());
            return;
        }
        for (Envelope message : messages) {
            RequestId id = message.id();
            if (id != null && message.isAnswer()) {
                out.write(id.error(INTERNAL_ERROR, TOO_LONG));
            }
        }
    }

    /** Opens the client's session at another mcplocal; false when the client has none. */
    private boolean replay(LocalConnection server)
            throws IOException, GoneException, RefusedException {
        byte[] initialize;
        synchronized (lock) {
            initialize = handshake.isAnswered() ? handshake.initialize() : null;
        }
        if (initialize == null) {
            return false;
        }
        server.write(initialize);
        LineReader lines = server.lines();
        while (lines.next()) {
            List<Envelope> messages = Envelope.of(lines.buffer(), lines.offset(), lines.length());
            if (messages.size() == 1 && handshake.isAnswer(messages.getFirst())) {
                if (!handshake.isSame(messages.getFirst())) {
                    throw new RefusedException(
                            "the new mcplocal does not speak protocol "
                                    .concat(handshake.version())
                                    .concat(", which this session began with"));
                }
                return true;
            }
            passToClient(lines);
        }
        throw new IOException("mcplocal closed the connection");
    }

    /** Sends what is held; false when the client has ended and nothing is. */
    private boolean catchUp(LocalConnection server, boolean isReplayed) throws GoneException {
        byte[] initialized;
        List<byte[]> changes;
        synchronized (lock) {
            if (isEnding && held.isEmpty()) {
                return false;
            }
            connection = server;
            state = State.CATCHING_UP;
            initialized = isReplayed ? handshake.initialized() : null;
            changes = isReplayed ? handshake.listChanges() : List.of();
            lock.notifyAll();
        }
        if (initialized == null && hasCaughtUp(server)) {
            return true;
        }
        start(
                "held",
                new Runnable() {
                    @Override
                    public void run() {
                        sendHeld(server, initialized);
                    }
                });
        for (byte[] change : changes) {
            out.write(change);
        }
        return true;
    }

    private void sendHeld(LocalConnection server, byte @Nullable [] initialized) {
        try {
            if (initialized != null) {
                server.write(initialized);
            }
            while (!hasCaughtUp(server)) {
                byte[] line;
                synchronized (lock) {
                    line = held.poll();
                    if (line == null || !ledger.noteFromClient(Envelope.of(line, 0, line.length))) {
                        continue;
                    }
                }
                server.write(line);
            }
        } catch (IOException e) {
            server.close(); // whoever reads from it sees that
        }
    }

    /** Whether nothing is held any more, or {@code server} is gone. */
    private boolean hasCaughtUp(LocalConnection server) {
        synchronized (lock) {
            if (connection != server) {
                return true;
            }
            if (!held.isEmpty()) {
                return false;
            }
            state = State.UP;
            lock.notifyAll();
            return true;
        }
    }

    /** Settles what was open at an mcplocal that is gone; true when the client ended, too. */
    private boolean lose(LocalConnection server) throws GoneException {
        server.close();
        List<Ledger.Open> open;
        boolean wasEnding;
        synchronized (lock) {
            wasEnding = isEnding;
            state = State.DOWN;
            connection = null;
            open = ledger.close();
            byte[] initialize = handshake.initialize();
            for (Ledger.Open request : open) {
                // A session that never began can still begin at the next mcplocal.
                if (request.isInitialize() && initialize != null) {
                    held.addFirst(initialize);
                }
            }
            lock.notifyAll();
        }
        if (!wasEnding) {
            startHold(limits.hold());
        }
        for (Ledger.Open request : open) {
            if (request.isListen()) {
                out.write(request.id().endOfListen());
            } else if (!request.isInitialize() || wasEnding) {
                out.write(request.id().error(INTERNAL_ERROR, RESTARTED));
            }
        }
        return wasEnding;
    }

    private void readClient() {
        LineReader lines = new LineReader(client, limits.maxLineBytes());
        try {
            while (lines.next()) {
                passToServer(lines);
            }
        } catch (IOException e) {
            // The same as its end.
        } catch (GoneException e) {
            // It reads no more, so nobody waits for answers.
            synchronized (lock) {
                ledger.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void passToServer(LineReader lines) throws GoneException, InterruptedException {
        List<Envelope> messages = Envelope.of(lines.buffer(), lines.offset(), lines.length());
        if (lines.isCutOff()) {
            refuse(messages, INVALID_REQUEST, TOO_LONG);
            return;
        }
        LocalConnection server;
        boolean isHeld = false;
        synchronized (lock) {
            handshake.noteFromClient(messages, lines.buffer(), lines.offset(), lines.length());
            while (state == State.CATCHING_UP) {
                lock.wait();
            }
            server = connection;
            if (server == null) {
                isHeld = hold(messages, lines);
            } else if (!ledger.noteFromClient(messages)) {
                return;
            }
        }
        if (server == null) {
            if (!isHeld) {
                refuse(messages, INTERNAL_ERROR, AWAY);
            }
            return;
        }
        try {
            server.write(lines.buffer(), lines.offset(), lines.length());
        } catch (IOException e) {
            server.close(); // whoever reads from it sees that, and answers
        }
    }

    /** Called with the lock; false when the line has to be refused. */
    private boolean hold(List<Envelope> messages, LineReader lines) {
        boolean isReplayed =
                handshake.isAnswered()
                        && messages.size() == 1
                        && messages.getFirst().is(Envelope.INITIALIZED);
        if (isReplayed || Ledger.isOnlyAnswers(messages)) {
            return true;
        }
        return !isHoldOver && held.add(lines.copy());
    }

    private void refuse(List<Envelope> messages, int code, String why) throws GoneException {
        for (Envelope message : messages) {
            RequestId id = message.id();
            if (id != null && message.isRequest()) {
                out.write(id.error(code, why));
            }
        }
    }

    private void refuseHeld() {
        try {
            for (byte[] line = poll(); line != null; line = poll()) {
                refuse(Envelope.of(line, 0, line.length), INTERNAL_ERROR, AWAY);
            }
        } catch (GoneException e) {
            // Then it does not wait for this.
        }
    }

    private byte @Nullable [] poll() {
        synchronized (lock) {
            return held.poll();
        }
    }

    /** Bounds the outage that begins now. */
    private void startHold(Duration limit) {
        int outage;
        synchronized (lock) {
            outage = ++outages;
            isHoldOver = false;
        }
        start(
                "hold",
                new Runnable() {
                    @Override
                    public void run() {
                        if (isDownAfter(limit, outage)) {
                            refuseHeld();
                            synchronized (lock) {
                                lock.notifyAll();
                            }
                        }
                    }
                });
    }

    private boolean isDownAfter(Duration limit, int outage) {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (lock) {
            while (state == State.DOWN && outages == outage) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    isHoldOver = true;
                    return true;
                }
                try {
                    lock.wait(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return false;
        }
    }

    /** The client sends no more: sees what is in flight through, for a while. */
    private void finish() throws InterruptedException {
        LocalConnection server;
        synchronized (lock) {
            isEnding = true;
            lock.notifyAll();
            while (state == State.CATCHING_UP || (state == State.DOWN && !held.isEmpty())) {
                lock.wait(); // the hold bounds it
            }
            awaitUntil(System.nanoTime() + limits.drain().toNanos(), true);
            server = connection;
        }
        if (server != null) {
            server.shutdownOutput();
            synchronized (lock) {
                awaitUntil(System.nanoTime() + CLOSING_MILLIS * 1_000_000, false);
            }
            server.close();
        }
    }

    /** Called with the lock: waits while the connection stands, and perhaps has answers to give. */
    private void awaitUntil(long deadline, boolean forAnswers) throws InterruptedException {
        while (state == State.UP && (!forAnswers || ledger.isAwaited())) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return;
            }
            lock.wait(millis);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
