package dev.mcpctl.api.client;

import java.util.List;

/**
 * What a deletion did.
 *
 * @param wasThere false when there was nothing and that was to be ignored
 * @param detached what referred to it and does no longer, as in {@code project/demo}
 */
public record Deleted(boolean wasThere, List<String> detached) {
    public Deleted {
        detached = List.copyOf(detached);
    }
}
