package dev.mcpctl.db.secret;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is to be stored of one resource, its values sealed.
 *
 * @param spec with null for each value
 * @param hashes of all values, stored and new ones, by key
 * @param written the values that are new or changed
 * @param removed the keys that are stored and no longer wanted
 */
public record SealPlan(
        UUID uid,
        ObjectNode spec,
        Map<String, String> hashes,
        List<SealedValue> written,
        Set<String> removed) {
    public SealPlan {
        hashes = Map.copyOf(hashes);
        written = List.copyOf(written);
        removed = Set.copyOf(removed);
    }

    /** One value, sealed. */
    record SealedValue(String key, Sealed sealed) {}

    /** The hashes in a fixed order, for the feed and for comparing. */
    public Map<String, String> orderedHashes() {
        return new TreeMap<>(hashes);
    }
}
