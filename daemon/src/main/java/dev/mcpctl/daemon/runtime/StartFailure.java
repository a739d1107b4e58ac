package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.instance.InstanceState;

/**
 * Nothing was started. The message is for the user: what is missing or wrong, and what would mend
 * it; never the value of a secret.
 */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** An image could not be fetched. */
    public static final String PULL_FAILED = "ImagePullBackOff";

    /** No container engine answers. */
    public static final String NO_ENGINE = "NoEngine";

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

    /** As what its instance is shown until the next try. */
    public InstanceState state() {
        return reason.equals(PULL_FAILED)
                ? InstanceState.IMAGE_PULL_BACK_OFF
                : InstanceState.PENDING;
    }

    /** Whether asking again costs nothing here, and nobody tells us when it would help. */
    public boolean isWorthAskingSoon() {
        return reason.equals(NO_ENGINE);
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
