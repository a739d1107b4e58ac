package dev.mcpctl.api.secret;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of a secret.
 *
 * @param data each key with its value as written; empty: the stored value stays as it is
 */
public record SecretSpec(String description, Map<String, Optional<String>> data) {
    public SecretSpec {
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /** Shows the keys, never a value. */
    @Override
    public String toString() {
        return "SecretSpec" + data.keySet() + "=***";
    }
}
