package dev.mcpctl.daemon.http;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the route of a request: a tree of path segments in which a literal segment goes before a
 * parameter. Immutable; any thread.
 */
final class Router {
    /** A route and what its path's parameters stand for. */
    record Match(Route route, PathParameters parameters) {}

    private final Node root = new Node();

    Router(List<Route> routes) {
        for (Route route : routes) {
            add(route);
        }
    }

    /** Throws a {@link Problem} where there is no such path, or not with this method. */
    Match find(String method, String path) {
        List<String> segments = segments(path);
        Node node =
                root.find(segments, 0)
                        .orElseThrow(() ->
                                new Problem(ProblemType.NOT_FOUND, "there is nothing at " + path));
        Route route = node.routes.get(method);
        if (route == null) {
            throw new Problem(
                    ProblemType.METHOD_NOT_ALLOWED,
                    method
                            + " is not possible on "
                            + path
                            + "; expected "
                            + String.join(", ", node.routes.keySet()));
        }
        return match(route, segments);
    }

    private static Match match(Route route, List<String> segments) {
        Map<String, String> parameters = new HashMap<>();
        List<String> pattern = route.segments();
        for (int i = 0; i < pattern.size(); i++) {
            if (isParameter(pattern.get(i))) {
                parameters.put(parameterName(pattern.get(i)), segments.get(i));
            }
        }
        return new Match(route, new PathParameters(parameters));
    }

    /** As {@link #find}, of what nobody has to have a token for; of the rest nothing is told. */
    Optional<Match> findOpen(String method, String path) {
        List<String> segments = segments(path);
        return root.find(segments, 0)
                .map(node -> node.routes.get(method))
                .filter(route -> route.handling() instanceof Route.Open)
                .map(route -> match(route, segments));
    }

    /** Whether MCP is spoken at a path, with whatever method. */
    boolean isRaw(String path) {
        return root.find(segments(path), 0)
                .filter(node ->
                        node.routes.values().stream()
                                .anyMatch(route -> route.handling() instanceof Route.Raw))
                .isPresent();
    }

    private void add(Route route) {
        Node node = root;
        for (String segment : route.segments()) {
            node = node.child(segment);
        }
        if (node.routes.put(route.method(), route) != null) {
            throw new IllegalStateException("two routes answer " + route);
        }
    }

    private static List<String> segments(String path) {
        List<String> decoded = new ArrayList<>();
        for (String segment : Arrays.asList(path.substring(1).split("/", -1))) {
            decoded.add(decode(segment));
        }
        return decoded;
    }

    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    ProblemType.BAD_REQUEST, "\"" + segment + "\" is not percent-encoded text", e);
        }
    }

    private static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }

    private static String parameterName(String segment) {
        return segment.substring(1, segment.length() - 1);
    }

    /** One place in the tree; changed in the constructor only. */
    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<String, Route> routes = new TreeMap<>();
        private @Nullable Node parameter;

        Node child(String segment) {
            if (!isParameter(segment)) {
                return literals.computeIfAbsent(segment, _ -> new Node());
            }
            Node child = parameter;
            if (child == null) {
                child = new Node();
                parameter = child;
            }
            return child;
        }

        /** The place of a path that has a route. */
        Optional<Node> find(List<String> segments, int depth) {
            if (depth == segments.size()) {
                return routes.isEmpty() ? Optional.empty() : Optional.of(this);
            }
            Node literal = literals.get(segments.get(depth));
            if (literal != null) {
                Optional<Node> found = literal.find(segments, depth + 1);
                if (found.isPresent()) {
                    return found;
                }
            }
            return parameter == null || segments.get(depth).isEmpty()
                    ? Optional.empty()
                    : parameter.find(segments, depth + 1);
        }
    }
}
