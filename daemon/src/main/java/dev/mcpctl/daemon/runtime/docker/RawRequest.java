package dev.mcpctl.daemon.runtime.docker;

import dev.mcpctl.api.socket.EngineAddress;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One request to an engine over a connection of its own, for what client libraries cannot say.
 *
 * @param channel to write on after the request
 * @param answer the body of the answer, as it comes
 */
record RawRequest(SocketChannel channel, InputStream answer) implements AutoCloseable {
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int MAX_HEAD_BYTES = 16 * 1024;

    /**
     * Sends it and waits for the head of the answer.
     *
     * @param target path and query
     * @param connection the value of the header, with what has to follow it
     * @throws IOException in the engine's words, when it refuses
     */
    static RawRequest post(EngineAddress address, String target, String connection)
            throws IOException {
        SocketChannel channel = address.connect();
        try {
            String request =
                    "POST "
                            + target
                            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: "
                            + connection
                            + "\r\n\r\n";
            Channels.newOutputStream(channel).write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in =
                    new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES);
            String status = head(in).lines().findFirst().orElse("");
            if (!status.contains(" 101 ") && !status.contains(" 200 ")) {
                throw new ProtocolException(EngineWords.of(status + " " + refusal(in)));
            }
            return new RawRequest(channel, in);
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

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
