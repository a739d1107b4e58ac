package dev.mcpctl.daemon.http;

import java.util.Map;
import java.util.Optional;

/** What stood in the path where its route has {@code {name}}, decoded. */
public record PathParameters(Map<String, String> values) {
    public PathParameters {
        values = Map.copyOf(values);
    }

    /** The value of a parameter that the route has. */
    public String get(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no {" + name + "}");
        }
        return value;
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
