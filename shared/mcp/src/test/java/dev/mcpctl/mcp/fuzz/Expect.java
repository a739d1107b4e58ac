package dev.mcpctl.mcp.fuzz;

import java.util.Objects;

/** Assertions that cost nothing while they hold: a target runs some thousand times a second. */
public final class Expect {
    private Expect() {}

    public static void that(boolean holds, String what, Object of) {
        if (!holds) {
            throw new AssertionError(what + ": " + of);
        }
    }

    public static void same(String what, Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(what + ":\n" + actual + "\ninstead of\n" + expected);
        }
    }
}
