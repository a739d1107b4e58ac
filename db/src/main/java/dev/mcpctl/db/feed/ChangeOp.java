package dev.mcpctl.db.feed;

import java.util.Locale;

/** What happened to a resource. */
public enum ChangeOp {
    CREATE,
    UPDATE,
    DELETE,
    /** Only the status moved; the row has neither before nor after. */
    STATUS;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ChangeOp labelled(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
