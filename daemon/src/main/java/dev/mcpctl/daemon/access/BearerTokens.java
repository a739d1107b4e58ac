package dev.mcpctl.daemon.access;

import dev.mcpctl.db.token.TokenTable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens that this daemon accepts, by the SHA-256 of each: what the database holds and all that
 * is compared, so that neither a dump nor the time of a lookup tells a token.
 */
public final class BearerTokens {
    private static final Logger LOG = LoggerFactory.getLogger(BearerTokens.class);

    /** Guessing must not become a load on the database. */
    private static final Duration MIN_RELOAD_INTERVAL = Duration.ofSeconds(1);

    private final TokenTable stored;
    private volatile Map<String, Principal> principals = Map.of();
    private long reloadedNanos; // guarded by this

    /** Reads the stored tokens; blocks. */
    public BearerTokens(TokenTable stored) {
        this.stored = stored;
        this.reloadedNanos = System.nanoTime() - MIN_RELOAD_INTERVAL.toNanos();
        load();
    }

    /** Whose token this is. In memory; never blocks. */
    public Optional<Principal> identify(String token) {
        return Optional.ofNullable(principals.get(TokenTable.hash(token)));
    }

    /**
     * Reads the stored tokens again, at most once a second. Blocks. Without a database the tokens
     * known so far stay valid.
     */
    public synchronized void reload() {
        long now = System.nanoTime();
        if (now - reloadedNanos < MIN_RELOAD_INTERVAL.toNanos()) {
            return;
        }
        reloadedNanos = now;
        try {
            load();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("tokens could not be read; those known stay valid");
        }
    }

    private void load() {
        Map<String, Principal> fresh = new HashMap<>();
        stored.all().forEach(token -> fresh.put(token.hash(), new Principal(token.subject())));
        principals = Map.copyOf(fresh);
    }
}
