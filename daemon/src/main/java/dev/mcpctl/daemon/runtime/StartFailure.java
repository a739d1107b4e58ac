package dev.mcpctl.daemon.runtime;

/**
 * Nothing was started. The message is for the user: what is missing or wrong, and what would mend
 * it; never the value of a secret.
 */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param reason one CamelCase word, for the list of events
     */
    public StartFailure(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    public StartFailure(String reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
