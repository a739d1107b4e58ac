package dev.mcpctl.daemon.runtime;

import java.util.Map;

/**
 * What tells the processes of one home from everybody else's: variables in their environment, which
 * whatever they start inherits.
 *
 * @param installation id of the database
 * @param node id of the home
 */
public record ProcessMarks(String installation, String node) {
    static final String INSTALLATION = "MCPCTL_INSTALLATION";
    static final String NODE = "MCPCTL_NODE";
    static final String INSTANCE = "MCPCTL_INSTANCE";

    Map<String, String> variables(String instance) {
        return Map.of(INSTALLATION, installation, NODE, node, INSTANCE, instance);
    }

    /** Whether a process with this environment was started by this node of this installation. */
    boolean isOurs(Map<String, String> environment) {
        return installation.equals(environment.get(INSTALLATION))
                && node.equals(environment.get(NODE));
    }
}
