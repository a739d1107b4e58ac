package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.McpException;

import java.util.List;
import java.util.Optional;

/**
 * How we prove to a server over HTTP who asks. Any thread but an event loop: what it answers may
 * have to be fetched.
 */
public interface Authorization {
    /** For a server that gets the configured headers and nothing else. */
    Authorization NONE =
            new Authorization() {
                @Override
                public Optional<String> header() {
                    return Optional.empty();
                }

                @Override
                public boolean isRenewed(Refusal refusal) {
                    return false;
                }
            };

    /** The value of {@code Authorization} in the next request, as good as it is; never throws. */
    Optional<String> header();

    /**
     * A server refused a request unseen.
     *
     * @return whether {@link #header} answers something else now, so that it is worth another try
     * @throws McpException when somebody has to do something first, or it was tried in vain
     */
    boolean isRenewed(Refusal refusal);

    /**
     * What a server said to a request that it did not look at.
     *
     * @param status 401 or 403
     * @param challenges each {@code WWW-Authenticate} header, as it came
     * @param operation what was asked for
     * @param sentNanos when it was sent, by {@link System#nanoTime}
     * @param attempt how often this request had been refused before
     */
    record Refusal(
            int status, List<String> challenges, String operation, long sentNanos, int attempt) {
        public Refusal {
            challenges = List.copyOf(challenges);
        }
    }
}
