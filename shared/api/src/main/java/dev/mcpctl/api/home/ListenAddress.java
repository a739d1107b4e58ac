package dev.mcpctl.api.home;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.util.Map;

/**
 * Where a daemon is told to listen.
 *
 * @param host an address or a name
 * @param port 0: any that is free
 * @param portVariable the variable that moves the port, for messages
 */
public record ListenAddress(String host, int port, String portVariable) {
    private static final int MCPD_PORT = 3000;
    private static final int MCPLOCAL_PORT = 3200;

    /** {@code MCPD_HOST} and {@code MCPD_PORT}; 127.0.0.1:3000 by default. */
    public static ListenAddress ofMcpd(Map<String, String> environment) {
        return read(environment, "MCPD", MCPD_PORT);
    }

    /** {@code MCPLOCAL_HOST} and {@code MCPLOCAL_PORT}; 127.0.0.1:3200 by default. */
    public static ListenAddress ofMcplocal(Map<String, String> environment) {
        return read(environment, "MCPLOCAL", MCPLOCAL_PORT);
    }

    private static ListenAddress read(
            Map<String, String> environment, String prefix, int defaultPort) {
        String host = environment.getOrDefault(prefix + "_HOST", "");
        String variable = prefix + "_PORT";
        String port = environment.getOrDefault(variable, "");
        return new ListenAddress(
                host.isEmpty() ? "127.0.0.1" : host,
                port.isEmpty() ? defaultPort : number(variable, port),
                variable);
    }

    private static int number(String variable, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below, with what was expected
        }
        throw new Problem(
                ProblemType.LOCAL,
                variable + ": expected a port from 0 to 65535, got \"" + text + "\"");
    }
}
