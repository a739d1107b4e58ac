package dev.mcpctl.api.client;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Which lines of a server's log.
 *
 * @param tail how many of the last lines; null: all
 * @param since how old at most; null: any
 * @param follow whether to stay for what comes
 * @param previous of the instance before the last restart
 * @param instance null: the only one
 */
public record LogQuery(
        @Nullable Integer tail,
        @Nullable Duration since,
        boolean follow,
        boolean previous,
        @Nullable String instance) {
    public static final LogQuery ALL = new LogQuery(null, null, false, false, null);
}
