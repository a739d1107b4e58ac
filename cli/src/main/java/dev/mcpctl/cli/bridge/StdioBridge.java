package dev.mcpctl.cli.bridge;

import dev.mcpctl.api.home.Build;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.cli.supervise.SupervisorStart;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/** The bridge of this process: its standard streams, its environment, its exit code. */
public final class StdioBridge implements Pump.Connector, Revival {
    private static final int REFUSED = 1;
    private static final int WRONG_COMMAND_LINE = 2;
    private static final long REVIVAL_NANOS = 1_000_000_000L;

    private final Home home;
    private final String preamble;
    private long revivedAt = System.nanoTime() - REVIVAL_NANOS;

    private StdioBridge(Home home, String preamble) {
        this.home = home;
        this.preamble = preamble;
    }

    /** Runs until the client is done; the exit code. */
    public static int run(String[] arguments) {
        // Nothing but MCP may reach the standard output, whoever prints.
        System.setOut(System.err);
        try {
            BridgeArguments parsed = BridgeArguments.parse(arguments);
            StdioBridge bridge =
                    new StdioBridge(Home.of(System.getenv()), parsed.preamble(Build.id()));
            new Pump(
                            new FileInputStream(FileDescriptor.in).getChannel(),
                            new ClientOutput(new FileOutputStream(FileDescriptor.out)),
                            bridge,
                            bridge,
                            Limits.STANDARD)
                    .run();
            return 0;
        } catch (BridgeArguments.WrongException e) {
            System.err.println("error: ".concat(String.valueOf(e.getMessage())));
            return WRONG_COMMAND_LINE;
        } catch (RefusedException e) {
            System.err.println("error: ".concat(String.valueOf(e.getMessage())));
            return REFUSED;
        }
    }

    @Override
    public LocalConnection connect() throws IOException, RefusedException {
        return LocalConnection.open(home, preamble, Limits.STANDARD.maxLineBytes());
    }

    @Override
    public void attempt() throws RefusedException {
        if (System.nanoTime() - revivedAt < REVIVAL_NANOS) {
            return;
        }
        revivedAt = System.nanoTime();
        try {
            if (!SupervisorStart.ensure(home)) {
                throw new RefusedException(
                        "mcplocal does not run for "
                                .concat(home.toString())
                                .concat("; start it: mcpctl up"));
            }
        } catch (Problem e) {
            throw new RefusedException(e.detail());
        }
    }
}
