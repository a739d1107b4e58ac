package dev.mcpctl.cli.bridge;

import dev.mcpctl.api.home.BridgeSocket;
import dev.mcpctl.api.home.Home;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A connection with mcplocal that has been let in. One thread reads; any thread writes, a line at a
 * time.
 */
final class LocalConnection implements AutoCloseable {
    // Java copies through native memory of the size that is written, and keeps it.
    private static final int WRITE_BYTES = 1 << 16;
    private static final int PREAMBLE_BYTES = 1 << 16;
    private static final int FIRST_SERVER_ERROR = 500;

    private final SocketChannel channel;
    private final LineReader lines;
    private final Object writing = new Object();

    private LocalConnection(SocketChannel channel, int maxLineBytes) {
        this.channel = channel;
        this.lines = new LineReader(channel, maxLineBytes);
    }

    /**
     * Connects and introduces this bridge.
     *
     * @throws IOException mcplocal does not run, or cannot serve the project now
     * @throws RefusedException it never will
     */
    static LocalConnection open(Home home, String preamble, int maxLineBytes)
            throws IOException, RefusedException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(BridgeSocket.toConnect(home)));
            LocalConnection connection = new LocalConnection(channel, maxLineBytes);
            connection.introduce(preamble);
            return connection;
        } catch (IOException | RefusedException e) {
            channel.close();
            throw e;
        }
    }

    LineReader lines() {
        return lines;
    }

    void write(byte[] line) throws IOException {
        write(line, 0, line.length);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        synchronized (writing) {
            for (int sent = 0; sent < length; ) {
                ByteBuffer part =
                        ByteBuffer.wrap(bytes, offset + sent, Math.min(length - sent, WRITE_BYTES));
                sent += channel.write(part);
            }
        }
    }

    /** Says that the client will send nothing more; answers still come. */
    void shutdownOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            // Then it is closed already, which the reader sees.
        }
    }

    /** Ends a read and a write that wait. May be called twice. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to be done with it.
        }
    }

    private void introduce(String preamble) throws IOException, RefusedException {
        write(preamble.getBytes(StandardCharsets.UTF_8));
        if (!lines.next() || lines.length() > PREAMBLE_BYTES) {
            throw new IOException("mcplocal closed the connection");
        }
        JsonSlice answer = JsonSlice.of(lines.buffer(), lines.offset(), lines.length());
        if (answer.member("ok").isTrue()) {
            return;
        }
        JsonSlice problem = answer.member("problem");
        String detail = problem.member("detail").text();
        String reason = detail.isEmpty() ? answer.raw().strip() : detail;
        if (statusOf(problem) >= FIRST_SERVER_ERROR) {
            throw new IOException(reason);
        }
        throw new RefusedException(reason);
    }

    private static int statusOf(JsonSlice problem) {
        try {
            return Integer.parseInt(problem.member("status").raw());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
