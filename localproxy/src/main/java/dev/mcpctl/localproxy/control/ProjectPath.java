package dev.mcpctl.localproxy.control;

import java.util.Optional;
import java.util.Set;

/**
 * {@code /projects/NAME/WHAT}.
 *
 * @param project as it stands in the path
 */
record ProjectPath(String project, String what) {
    private static final Set<String> FACES = Set.of("mcp", "sse", "messages");

    static Optional<ProjectPath> of(String path) {
        String[] parts = path.split("/", -1);
        return parts.length == 4
                        && parts[0].isEmpty()
                        && parts[1].equals("projects")
                        && !parts[2].isEmpty()
                ? Optional.of(new ProjectPath(parts[2], parts[3]))
                : Optional.empty();
    }

    /** Whether MCP is spoken there. */
    static boolean isFace(String path) {
        return of(path).filter(found -> FACES.contains(found.what())).isPresent();
    }
}
