package dev.mcpctl.cli.conformance;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts a token into requests of a client that knows of none. Everything else passes as it comes,
 * one request a connection.
 */
final class BearerProxy implements Closeable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:\\s*(\\d+)\\s*$");
    private static final String CONNECTION = "(?im)^connection:.*\\R";

    private final ServerSocket listener;
    private final URI target;
    private final String token;

    BearerProxy(URI target, String token) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.token = token;
        Thread.ofVirtual().name("bearer-proxy").start(this::accept);
    }

    URI url() {
        return URI.create("http://localhost:" + listener.getLocalPort() + target.getPath());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(target.getHost(), target.getPort())) {
            String head = head(client.getInputStream());
            Matcher length = LENGTH.matcher(head);
            byte[] body =
                    client.getInputStream()
                            .readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
            String marked =
                    head.replaceAll(CONNECTION, "")
                                    .replaceFirst(
                                            "\r\n",
                                            "\r\nConnection: close\r\nAuthorization: Bearer "
                                                    + token
                                                    + "\r\n")
                            + "\r\n";
            OutputStream out = server.getOutputStream();
            out.write(marked.getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            Thread.ofVirtual().start(() -> closeWith(client, server));
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException broken) {
            // as the one who broke it will find
        }
    }

    /** The request line and the headers, each with its line end. */
    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                return text.substring(0, text.length() - 2);
            }
        }
    }

    /** A client that leaves is to be noticed by the server. */
    private static void closeWith(Socket client, Socket server) {
        try (server) {
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // that is what it waited for
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
