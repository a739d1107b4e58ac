package dev.mcpctl.api.home;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.socket.TcpTable;

import java.io.IOException;
import java.net.BindException;
import java.util.Map;
import java.util.Optional;

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

    /** What to say when it cannot be listened on; who has a taken port is looked up. */
    public Problem refused(IOException cause) {
        Optional<String> holder =
                cause instanceof BindException && port != 0
                        ? TcpTable.listenerOn(port)
                        : Optional.empty();
        boolean isTaken =
                holder.isPresent() || String.valueOf(cause.getMessage()).contains("in use");
        String what =
                isTaken
                        ? "port "
                                + port
                                + " is taken"
                                + holder.map(who -> " by " + who).orElse("")
                                + "; "
                                + portVariable
                                + " moves it (0: any free port)"
                        : "cannot listen on " + host + ":" + port + ": " + cause.getMessage();
        return new Problem(ProblemType.LOCAL, what, cause);
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
