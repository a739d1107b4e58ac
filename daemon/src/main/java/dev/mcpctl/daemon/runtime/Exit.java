package dev.mcpctl.daemon.runtime;

/**
 * How a run ended.
 *
 * @param code as a shell shows it: a signal is 128 + its number; -1 when nobody knows
 * @param why what is known besides; empty when there is nothing
 */
public record Exit(int code, String why) {
    private static final int UNKNOWN = -1;

    public Exit(int code) {
        this(code, "");
    }

    /** What ran it is gone, and perhaps it with it. */
    public static Exit lost(String why) {
        return new Exit(UNKNOWN, why);
    }

    public boolean isKnown() {
        return code != UNKNOWN;
    }

    /** {@code exited with code 1}, {@code was killed by signal 9: out of memory}. */
    public String text() {
        if (!isKnown()) {
            return "was lost: " + why;
        }
        String how =
                code > 128 && code < 128 + 65
                        ? "was killed by signal " + (code - 128)
                        : "exited with code " + code;
        return why.isEmpty() ? how : how + ": " + why;
    }
}
