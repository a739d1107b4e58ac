package dev.mcpctl.mcp.matrix;

import dev.mcpctl.mcp.wire.Revision;

import java.util.Arrays;
import java.util.List;

/** One side of a conversation: what it speaks, and over what. */
record Party(Revision revision, Way way) {
    enum Way {
        STDIO,
        HTTP,
        SSE
    }

    @Override
    public String toString() {
        return revision.label() + " " + way;
    }

    /** All there are: HTTP+SSE is the handshake era's alone. */
    static List<Party> all() {
        return Arrays.stream(Revision.values()).flatMap(r -> of(r).stream()).toList();
    }

    static List<Party> of(Revision revision) {
        return Arrays.stream(Way.values())
                .filter(way -> way != Way.SSE || !revision.isModern())
                .map(way -> new Party(revision, way))
                .toList();
    }
}
