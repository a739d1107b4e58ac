package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.McpException;

import java.io.IOException;

/**
 * A server on a byte stream: one stream, many callers. The first thing a new server is asked is
 * {@code server/discover}; one that answers with an error or is silent is taken for a handshake-era
 * server, and one that dies of it is started again and initialized.
 */
public final class StdioUpstream extends DialledUpstream {
    private final StdioChannel.Source source;
    private boolean isKnownLegacy; // of the dialling thread

    /**
     * @param source asked for a channel at the first use, and again after the last was lost
     */
    public StdioUpstream(String name, StdioChannel.Source source, UpstreamSettings settings) {
        super(name, settings);
        this.source = source;
    }

    @Override
    Connection dial(Deadline deadline, Connection.Events events) {
        PipeDialogue first = open(events);
        try {
            Connection made = isKnownLegacy ? first.initialize(deadline) : first.probe(deadline);
            isKnownLegacy = !made.discovery(deadline).revision().isModern();
            return made;
        } catch (McpException failed) {
            first.close();
            boolean mayHaveDiedOfProbe = !isKnownLegacy && first.hasEnded();
            isKnownLegacy = false;
            if (!mayHaveDiedOfProbe || deadline.hasPassed()) {
                throw failed;
            }
        }
        PipeDialogue fresh = open(events);
        try {
            Connection made = fresh.initialize(deadline);
            isKnownLegacy = true;
            return made;
        } catch (McpException failed) {
            fresh.close();
            throw failed;
        }
    }

    private PipeDialogue open(Connection.Events events) {
        try {
            var carrier = new LineCarrier(name, source.open(), settings.maxMessageBytes());
            return new PipeDialogue(name, carrier, settings, events);
        } catch (IOException unavailable) {
            throw failure("cannot be started: " + unavailable.getMessage());
        }
    }
}
