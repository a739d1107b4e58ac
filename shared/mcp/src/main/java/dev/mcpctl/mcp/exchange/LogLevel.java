package dev.mcpctl.mcp.exchange;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The levels of RFC 5424, least severe first. */
public enum LogLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    public static Optional<LogLevel> of(String label) {
        return Arrays.stream(values()).filter(level -> level.label().equals(label)).findFirst();
    }

    /**
     * Whether a message of this level is to be shown to who asked for {@code threshold} and above.
     */
    public boolean reaches(LogLevel threshold) {
        return compareTo(threshold) >= 0;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
