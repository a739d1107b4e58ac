package dev.mcpctl.daemon.runtime.docker;

import dev.mcpctl.api.socket.EngineAddress;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The three standard streams of a container over a connection of their own. Open it before the
 * container starts, so that nothing is missed. Its output ends when the container does; the end of
 * its input can be told without ending the output, which client libraries cannot do.
 *
 * <p>https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
final class Attachment implements AutoCloseable {
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int MAX_HEAD_BYTES = 16 * 1024;

    private final SocketChannel channel;
    private final InputStream frames;

    private Attachment(SocketChannel channel, InputStream frames) {
        this.channel = channel;
        this.frames = frames;
    }

    static Attachment open(EngineAddress address, String container, boolean hasInput)
            throws IOException {
        SocketChannel channel = address.connect();
        try {
            String request =
                    "POST /containers/"
                            + container
                            + "/attach?stream=1&stdout=1&stderr=1"
                            + (hasInput ? "&stdin=1" : "")
                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                            + "Upgrade: tcp\r\nContent-Length: 0\r\n\r\n";
            Channels.newOutputStream(channel).write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in =
                    new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES);
            String status = head(in).lines().findFirst().orElse("");
            if (!status.contains(" 101 ") && !status.contains(" 200 ")) {
                throw new ProtocolException(EngineWords.of(status + " " + refusal(in)));
            }
            return new Attachment(channel, in);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The body of an answer that is none of the streams: one JSON object. */
    private static String refusal(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && body.size() < MAX_HEAD_BYTES; next = in.read()) {
            body.write(next);
            if (next == '}') {
                break;
            }
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0; // of CR LF CR LF
        while (ends < 4) {
            int next = in.read();
            if (next < 0 || head.size() > MAX_HEAD_BYTES) {
                throw new ProtocolException("the engine's answer has no end of its head");
            }
            head.write(next);
            boolean isEnd = next == (ends % 2 == 0 ? '\r' : '\n');
            ends = isEnd ? ends + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** What it writes, still in frames; see {@link FrameReader}. */
    InputStream frames() {
        return frames;
    }

    /** What it reads; closing it tells the container of the end and leaves its output open. */
    OutputStream input() {
        return new Input(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static final class Input extends OutputStream {
        private final SocketChannel channel;
        private final OutputStream out;

        Input(SocketChannel channel) {
            this.channel = channel;
            this.out = Channels.newOutputStream(channel);
        }

        @Override
        public void write(int octet) throws IOException {
            out.write(octet);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (channel.isOpen()) {
                channel.shutdownOutput();
            }
        }
    }
}
