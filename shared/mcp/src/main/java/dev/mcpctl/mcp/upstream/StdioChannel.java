package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.McpException;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The two ends of a byte stream to a server: what it writes (its stdout) and what it reads (its
 * stdin).
 */
public interface StdioChannel extends AutoCloseable {
    InputStream fromServer();

    OutputStream toServer();

    /**
     * Whether a thread that is interrupted while it writes closes the stream, as channels do: then
     * only a thread of our own may write, never one that a client can give up.
     */
    default boolean breaksOnInterrupt() {
        return true;
    }

    /**
     * Ends the conversation: closes the server's stdin and gives the server up. May be called
     * twice, on any thread.
     */
    @Override
    void close();

    /** Where channels come from: a runtime. */
    @FunctionalInterface
    interface Source {
        /**
         * A channel to a server that nobody has spoken to yet. Called for the first use and again
         * after a channel was lost (finding out a server's era can cost one process). May block;
         * one call at a time.
         *
         * @throws IOException when there is none to be had; the message is shown
         * @throws McpException the same, with an error of the runtime's own choice
         */
        StdioChannel open() throws IOException;
    }
}
