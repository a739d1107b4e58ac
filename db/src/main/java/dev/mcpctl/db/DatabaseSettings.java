package dev.mcpctl.db;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What {@link Database#open} needs to know.
 *
 * @param keyFile the master key; made at the first start
 * @param feedRetention how long rows of the change feed are kept
 * @param poolSize how many connections at most, besides the one that listens
 */
public record DatabaseSettings(
        DatabaseLocation location, Path keyFile, Duration feedRetention, int poolSize) {
    public static final Duration DEFAULT_FEED_RETENTION = Duration.ofDays(7);
    public static final int DEFAULT_POOL_SIZE = 10;

    public DatabaseSettings(DatabaseLocation location, Path keyFile) {
        this(location, keyFile, DEFAULT_FEED_RETENTION, DEFAULT_POOL_SIZE);
    }
}
