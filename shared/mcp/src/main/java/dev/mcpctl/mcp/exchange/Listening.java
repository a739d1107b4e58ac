package dev.mcpctl.mcp.exchange;

/** An open subscription, in the hand of who opened it. */
@FunctionalInterface
public interface Listening extends AutoCloseable {
    /** Ends it without another word to the sink. A second call does nothing. */
    @Override
    void close();
}
