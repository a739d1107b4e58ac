package dev.mcpctl.cli.inspect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The last messages, so many of them and no more. Safe on any thread. */
final class TrafficLog {
    private static final int MAX_ENTRIES = 10_000;
    private static final long MAX_CHARACTERS = 32L << 20;

    private final int maxEntries;
    private final long maxCharacters;
    // All guarded by this.
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final Subjects subjects = new Subjects();
    private long characters;
    private long passed;
    private long dropped;
    private String trouble = "connecting";

    /** A message and how many came before it. */
    record Entry(long number, Passed message) {}

    /**
     * How it stands.
     *
     * @param first the number of the oldest message that is kept
     * @param passed how many came
     * @param dropped how many mcplocal did not show, because nobody read them in time
     * @param trouble why nothing comes; empty when all is well
     */
    record Standing(long first, long passed, long dropped, String trouble) {}

    TrafficLog() {
        this(MAX_ENTRIES, MAX_CHARACTERS);
    }

    TrafficLog(int maxEntries, long maxCharacters) {
        this.maxEntries = maxEntries;
        this.maxCharacters = maxCharacters;
    }

    int maxEntries() {
        return maxEntries;
    }

    long maxCharacters() {
        return maxCharacters;
    }

    synchronized void add(Passed message) {
        if (message.dropped() > 0) {
            dropped += message.dropped();
            return;
        }
        entries.addLast(new Entry(passed, subjects.completed(message)));
        passed++;
        characters += message.event().length();
        while (entries.size() > maxEntries || (characters > maxCharacters && entries.size() > 1)) {
            characters -= entries.removeFirst().message().event().length();
        }
    }

    synchronized void trouble(String why) {
        trouble = why;
    }

    synchronized Standing standing() {
        return new Standing(passed - entries.size(), passed, dropped, trouble);
    }

    /** What is kept from that number on, oldest first. */
    synchronized List<Entry> from(long number) {
        int count = (int) Math.min(entries.size(), Math.max(0, passed - number));
        List<Entry> found = new ArrayList<>(count);
        var newest = entries.descendingIterator();
        for (int i = 0; i < count; i++) {
            found.add(newest.next());
        }
        return found.reversed();
    }
}
