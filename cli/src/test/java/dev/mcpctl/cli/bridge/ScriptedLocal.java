package dev.mcpctl.cli.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** An mcplocal that does as the test says, on a real Unix socket; one connection at a time. */
@SuppressWarnings("NullAway.Init") // the connection is there once a bridge was let in
final class ScriptedLocal implements AutoCloseable {
    static final String OK = "{\"ok\":true,\"nonce\":\"n1\"}";

    private final Path socket;
    private final ServerSocketChannel listener;
    private SocketChannel connection;
    private BufferedReader lines;

    private ScriptedLocal(Path socket, ServerSocketChannel listener) {
        this.socket = socket;
        this.listener = listener;
    }

    static ScriptedLocal listen(Path home) throws IOException {
        Path socket = Files.createDirectories(home.resolve("run")).resolve("mcplocal.sock");
        Files.deleteIfExists(socket);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        return new ScriptedLocal(socket, listener);
    }

    /** Lets a bridge in; its preamble. */
    String accept() throws IOException {
        return acceptWith(OK);
    }

    String acceptWith(String answer) throws IOException {
        connection = listener.accept();
        InputStream in = Channels.newInputStream(connection);
        lines = new BufferedReader(new InputStreamReader(in, UTF_8), 1 << 16);
        String preamble = lines.readLine();
        send(answer);
        return preamble;
    }

    String read() throws IOException {
        return lines.readLine();
    }

    void send(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
        while (bytes.hasRemaining()) {
            connection.write(bytes);
        }
    }

    /** As the kernel does when the process is killed. */
    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(socket);
        if (connection != null) {
            connection.close();
        }
    }
}
