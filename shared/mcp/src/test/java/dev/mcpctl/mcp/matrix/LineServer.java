package dev.mcpctl.mcp.matrix;

import dev.mcpctl.mcp.line.LineReader;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.upstream.StdioChannel;
import dev.mcpctl.mcp.wire.Revision;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

/** A {@link RevisionServer} on two pipes; after a crash, on new ones. */
final class LineServer implements StdioChannel.Source, AutoCloseable {
    private final Executor threads;
    private final RevisionServer server;
    private volatile Ends current = Ends.open();

    LineServer(Revision revision, Executor threads) {
        this.threads = threads;
        this.server = new RevisionServer(revision, this::close);
    }

    RevisionServer server() {
        return server;
    }

    @Override
    public StdioChannel open() {
        server.restarted();
        var ends = Ends.open();
        current = ends;
        threads.execute(() -> serve(ends));
        return ends;
    }

    private void serve(Ends ends) {
        var lines = new LineReader(Channels.newInputStream(ends.in.source()), 1 << 24);
        server.tellsUnaskedTo(ends);
        try {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                Json message = Json.parse(line);
                // What comes in order stays in order, but for calls, which may last.
                if (message.text("method").filter(RevisionServer::mayLast).isPresent()) {
                    threads.execute(() -> server.receive(message, ends));
                } else {
                    server.receive(message, ends);
                }
            }
        } catch (IOException gone) {
            // as when a process has been killed
        }
    }

    /** Ends as a crashed process does. */
    @Override
    public void close() {
        current.die();
    }

    private record Ends(Pipe in, Pipe out) implements StdioChannel, RevisionServer.Peer {
        static Ends open() {
            try {
                return new Ends(Pipe.open(), Pipe.open());
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }

        @Override
        public void send(Json message) {
            byte[] line = (message + "\n").getBytes(StandardCharsets.UTF_8);
            try {
                synchronized (out) {
                    Channels.newOutputStream(out.sink()).write(line);
                }
            } catch (IOException gone) {
                die();
            }
        }

        @Override
        public boolean isGone() {
            return !out.sink().isOpen();
        }

        void die() {
            try {
                out.sink().close();
                in.source().close();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }

        @Override
        public InputStream fromServer() {
            return Channels.newInputStream(out.source());
        }

        @Override
        public OutputStream toServer() {
            return Channels.newOutputStream(in.sink());
        }

        @Override
        public void close() {
            try {
                in.sink().close();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    }
}
