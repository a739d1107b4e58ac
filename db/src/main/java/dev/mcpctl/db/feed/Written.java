package dev.mcpctl.db.feed;

/**
 * What a write answers, and where the feed stands with it.
 *
 * @param position of the last feed row that this write made; 0 when nothing was written
 */
public record Written<T>(T value, long position) {
    public boolean changedSomething() {
        return position > 0;
    }
}
