package dev.mcpctl.cli.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A client of 2026-07-28 on one connection that is kept. On a plain socket: what a library for HTTP
 * takes is not what the daemons add.
 */
final class ModernClient implements AutoCloseable {
    private static final String VERSION = "2026-07-28";
    private static final String LENGTH = "content-length:";

    private final URI endpoint;
    private final Socket socket;
    private final InputStream input;

    ModernClient(URI endpoint) throws IOException {
        this.endpoint = endpoint;
        socket = new Socket(endpoint.getHost(), endpoint.getPort());
        socket.setTcpNoDelay(true);
        input = new BufferedInputStream(socket.getInputStream());
    }

    /** The call of a tool that takes a text: made beforehand, as it is not what is measured. */
    byte[] request(String tool, String text) {
        byte[] body = body(tool, text).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head(tool, body.length).getBytes(StandardCharsets.UTF_8));
        request.writeBytes(body);
        return request.toByteArray();
    }

    /** Sends a request; the body of the answer. */
    String call(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        String status = line();
        int length = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
        }
        if (!status.startsWith("HTTP/1.1 200") || length < 0) {
            throw new IOException(status + ", of length " + length);
        }
        return new String(input.readNBytes(length), StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = input.read(); octet != '\n'; octet = input.read()) {
            if (octet < 0) {
                throw new IOException("mcplocal closed the connection");
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    private String head(String tool, int length) {
        return String.join(
                "\r\n",
                "POST " + endpoint.getPath() + " HTTP/1.1",
                "Host: " + endpoint.getAuthority(),
                "Content-Type: application/json",
                "Accept: application/json, text/event-stream",
                "MCP-Protocol-Version: " + VERSION,
                "Mcp-Method: tools/call",
                "Mcp-Name: " + tool,
                "Content-Length: " + length,
                "",
                "");
    }

    private static String body(String tool, String text) {
        return """
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":{"text":"%s"},\
        "_meta":{"io.modelcontextprotocol/protocolVersion":"%s","io.modelcontextprotocol/clientCapabilities":{},\
        "io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"}}}}\
        """
                .formatted(tool, text, VERSION);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
