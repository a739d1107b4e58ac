package dev.mcpctl.db.instance;

import java.util.List;

/**
 * Instances by name.
 *
 * @param position of the feed in the snapshot they were read from
 */
public record InstanceList(List<Instance> items, long position) {
    public InstanceList {
        items = List.copyOf(items);
    }
}
