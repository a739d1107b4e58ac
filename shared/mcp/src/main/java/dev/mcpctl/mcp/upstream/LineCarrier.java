package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.line.LineReader;
import dev.mcpctl.mcp.line.LineTooLongException;
import dev.mcpctl.mcp.line.LineWriter;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.MessageReader;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.concurrent.ThreadFactory;

/** Messages as lines of the two streams of a stdio server. */
final class LineCarrier implements Carrier {
    private static final Logger log = LoggerFactory.getLogger(LineCarrier.class);

    // A blocking read of a pipe occupies a carrier of virtual threads; so the two ends have threads
    // of their own.
    private static final ThreadFactory THREADS =
            Thread.ofPlatform().daemon().name("mcp-stdio-", 0).stackSize(256 * 1024).factory();

    private final String server;
    private final StdioChannel channel;
    private final LineReader lines;
    private volatile @Nullable LineWriter writer; // set by open, before anything is sent

    LineCarrier(String server, StdioChannel channel, int maxMessageBytes) {
        this.server = server;
        this.channel = channel;
        this.lines = new LineReader(channel.fromServer(), maxMessageBytes);
    }

    @Override
    public void open(Receiver receiver) {
        writer = new LineWriter(channel.toServer(), THREADS, () -> {}, receiver::ended);
        THREADS.newThread(() -> read(receiver)).start();
    }

    @Override
    public long send(JsonRpcMessage message) {
        LineWriter open = writer;
        return open == null ? 0 : open.write(message.toLine());
    }

    @Override
    public void wasRead(long extent) {
        LineWriter open = writer;
        // As long as the writer has heard of nothing read, it writes on its own thread alone.
        if (open != null && !channel.breaksOnInterrupt()) {
            open.wasRead(extent);
        }
    }

    private void read(Receiver receiver) {
        try {
            while (readOne(receiver)) {}
        } catch (IOException broken) {
            log.debug("stream broke: server={}", server, broken);
        } finally {
            receiver.ended();
        }
    }

    private boolean readOne(Receiver receiver) throws IOException {
        try {
            byte[] line = lines.next();
            if (line == null) {
                return false;
            }
            receiver.received(MessageReader.read(line));
        } catch (LineTooLongException tooLong) {
            var why =
                    McpException.upstream(
                            server, "server \"" + server + "\": " + tooLong.getMessage());
            tooLong.id().ifPresent(id -> receiver.failed(id, why));
            log.warn("message too large: server={} request={}", server, tooLong.id());
        } catch (RuntimeException bug) {
            log.error("message not handled: server={}", server, bug);
        }
        return true;
    }

    @Override
    public void close() {
        LineWriter open = writer;
        if (open != null) {
            open.abandon();
        }
        channel.close();
    }
}
