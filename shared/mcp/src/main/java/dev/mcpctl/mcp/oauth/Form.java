package dev.mcpctl.mcp.oauth;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Names and values as a form sends them, and as a query holds them. */
final class Form {
    static final String TYPE = "application/x-www-form-urlencoded";

    private Form() {}

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String text(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    static byte[] bytes(Map<String, String> values) {
        return text(values).getBytes(StandardCharsets.US_ASCII);
    }

    /** A URL with more in its query. */
    static URI with(URI base, Map<String, String> values) {
        String joint = base.getRawQuery() == null ? "?" : "&";
        return URI.create(base + joint + text(values));
    }
}
