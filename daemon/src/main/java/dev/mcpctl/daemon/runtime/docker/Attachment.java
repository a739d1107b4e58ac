package dev.mcpctl.daemon.runtime.docker;

import dev.mcpctl.api.socket.EngineAddress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/**
 * The three standard streams of a container over a connection of their own. Open it before the
 * container starts, so that nothing is missed. Its output ends when the container does; the end of
 * its input can be told without ending the output, which client libraries cannot do.
 *
 * <p>https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
final class Attachment implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream frames;

    private Attachment(RawRequest request) {
        this.channel = request.channel();
        this.frames = request.answer();
    }

    static Attachment open(EngineAddress address, String container, boolean hasInput)
            throws IOException {
        return new Attachment(
                RawRequest.post(
                        address,
                        "/containers/"
                                + container
                                + "/attach?stream=1&stdout=1&stderr=1"
                                + (hasInput ? "&stdin=1" : ""),
                        "Upgrade\r\nUpgrade: tcp"));
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
