package dev.mcpctl.mcp.matrix;

import dev.mcpctl.mcp.line.LineReader;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.wire.Revision;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executor;

/** On lines, in both eras. */
final class LineClient extends RevisionClient {
    private final InputStream in;
    private final OutputStream out;

    LineClient(
            Revision revision,
            Json capabilities,
            InputStream in,
            OutputStream out,
            Executor threads) {
        super(revision, capabilities);
        this.in = in;
        this.out = out;
        threads.execute(this::read);
    }

    private void read() {
        var lines = new LineReader(in, 1 << 24);
        try {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                received(Json.parse(line));
            }
        } catch (IOException gone) {
            // closed
        }
    }

    @Override
    synchronized void send(Json message, Optional<Ongoing> of) {
        try {
            out.write((message + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
