package dev.mcpctl.daemon.runtime;

/**
 * How a run ended.
 *
 * @param code as a shell shows it: a signal is 128 + its number
 */
public record Exit(int code) {
    /** {@code exited with code 1}, {@code was killed by signal 9}. */
    public String text() {
        return code > 128 && code < 128 + 65
                ? "was killed by signal " + (code - 128)
                : "exited with code " + code;
    }
}
