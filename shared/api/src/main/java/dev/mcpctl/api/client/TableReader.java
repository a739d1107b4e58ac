package dev.mcpctl.api.client;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Takes a table as it arrives, one row at a time. */
public interface TableReader {
    /** Called once, before any row. */
    void columns(List<String> headers);

    /** One resource; as many cells as there are columns. */
    void row(String kind, @Nullable String project, String name, List<String> cells);
}
