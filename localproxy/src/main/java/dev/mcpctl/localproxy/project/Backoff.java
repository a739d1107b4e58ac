package dev.mcpctl.localproxy.project;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Longer and longer pauses, a little uneven, so that many do not come back at once. */
final class Backoff {
    private final Duration first;
    private final Duration longest;
    private Duration pause; // guarded by this

    Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.pause = first;
    }

    synchronized Duration next() {
        Duration now = pause;
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(longest) < 0 ? doubled : longest;
        long unevenMillis = ThreadLocalRandom.current().nextLong(now.toMillis() / 4 + 1);
        return now.plusMillis(unevenMillis);
    }

    synchronized void reset() {
        pause = first;
    }
}
