package dev.mcpctl.cli.inspect;

import dev.mcpctl.cli.inspect.TrafficLog.Entry;

import java.util.ArrayList;
import java.util.List;

/** The messages that the filter let through, oldest first, no more than a log holds. One thread. */
final class ShownRows {
    private final int maxRows;
    private final long maxCharacters;
    private final List<Entry> rows = new ArrayList<>();
    private long characters;

    ShownRows(TrafficLog log) {
        this.maxRows = log.maxEntries();
        this.maxCharacters = log.maxCharacters();
    }

    int size() {
        return rows.size();
    }

    Entry get(int row) {
        return rows.get(row);
    }

    void add(Entry entry) {
        rows.add(entry);
        characters += entry.message().event().length();
    }

    void clear() {
        rows.clear();
        characters = 0;
    }

    /**
     * Forgets what came before that message, and what is too much.
     *
     * @return how many rows are gone, all of them the oldest
     */
    int forget(long first) {
        int gone = 0;
        while (gone < rows.size()
                && (rows.get(gone).number() < first
                        || rows.size() - gone > maxRows
                        || (characters > maxCharacters && rows.size() - gone > 1))) {
            characters -= rows.get(gone).message().event().length();
            gone++;
        }
        rows.subList(0, gone).clear();
        return gone;
    }
}
