package dev.mcpctl.cli.bridge;

import java.time.Duration;

/**
 * How long and how much a bridge waits.
 *
 * @param maxLineBytes a longer line is refused
 * @param heldLines what waits for an mcplocal that is away
 * @param firstHold how long lines wait when the bridge starts, perhaps on a machine that just did
 * @param hold how long they wait later
 * @param drain how long the answers of open requests are waited for when the client has closed
 * @param maxPause between two attempts to connect
 */
record Limits(
        int maxLineBytes,
        int heldLines,
        long heldBytes,
        Duration firstHold,
        Duration hold,
        Duration drain,
        Duration maxPause) {
    private static final int MIB = 1 << 20;

    static final Limits STANDARD =
            new Limits(
                    16 * MIB,
                    64,
                    4 * MIB,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(250));
}
