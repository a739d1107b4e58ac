package dev.mcpctl.daemon.http;

import dev.mcpctl.daemon.access.Principal;

import java.util.Arrays;
import java.util.List;

/**
 * What answers one method on one shape of path.
 *
 * @param pattern {@code /api/v1/servers/{name}}: a segment in braces takes any text
 */
public record Route(String method, String pattern, Handling handling) {
    /** Bodies are JSON documents of a few kilobytes; a manifest of thousands goes to apply. */
    public static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

    /** Who answers. */
    public sealed interface Handling {}

    /** On a virtual thread, with the whole body. */
    public record Blocking(Endpoint endpoint, int maxBodyBytes) implements Handling {}

    /** On the event loop, body unread. */
    public record Raw(RawEndpoint endpoint) implements Handling {}

    /** As {@link Blocking}, for whoever asks: a browser, or a program that has no token yet. */
    public record Open(Endpoint endpoint) implements Handling {}

    /** One that nobody has to have a token for; its principal is {@link Principal#NOBODY}. */
    public static Route open(String method, String pattern, Endpoint endpoint) {
        return new Route(method, pattern, new Open(endpoint));
    }

    public static Route of(String method, String pattern, Endpoint endpoint) {
        return new Route(method, pattern, new Blocking(endpoint, MAX_BODY_BYTES));
    }

    public static Route of(String method, String pattern, int maxBodyBytes, Endpoint endpoint) {
        return new Route(method, pattern, new Blocking(endpoint, maxBodyBytes));
    }

    public static Route raw(String method, String pattern, RawEndpoint endpoint) {
        return new Route(method, pattern, new Raw(endpoint));
    }

    List<String> segments() {
        return Arrays.asList(pattern.substring(1).split("/", -1));
    }

    @Override
    public String toString() {
        return method + " " + pattern;
    }
}
