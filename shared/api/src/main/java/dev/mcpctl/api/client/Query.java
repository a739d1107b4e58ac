package dev.mcpctl.api.client;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Puts a path and its parameters together, encoded. Used by one thread. */
final class Query {
    private final StringBuilder text;
    private char separator = '?';

    Query(String path) {
        this.text = new StringBuilder(path);
    }

    /** Adds a parameter; null leaves it out. */
    Query with(String name, @Nullable Object value) {
        if (value != null) {
            text.append(separator)
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
            separator = '&';
        }
        return this;
    }

    /** Adds {@code name=true} when the flag is set. */
    Query flag(String name, boolean isSet) {
        return isSet ? with(name, "true") : this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** One segment of a path. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
