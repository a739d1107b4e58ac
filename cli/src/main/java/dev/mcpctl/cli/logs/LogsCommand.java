package dev.mcpctl.cli.logs;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.LogQuery;
import dev.mcpctl.cli.context.GlobalOptions.DurationConverter;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Callable;

/** {@code mcpctl logs NAME}. */
@Command(
        description = "Print what a server wrote to its error output.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl logs files",
            "  mcpctl logs files -f --tail 20",
            "  mcpctl logs files --since 10m",
            "  mcpctl logs files --previous"
        })
public final class LogsCommand implements Callable<Integer> {
    private static final int BUFFER_BYTES = 1 << 14;
    private static final String KIND_PREFIX = "server/";

    private final Invocation invocation;

    @Parameters(paramLabel = "SERVER", description = "The server's name.")
    private String server = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Stay, and print what comes.")
    private boolean isFollowing;

    @Option(names = "--tail", paramLabel = "N", description = "Only the last N lines.")
    private @Nullable Integer tail;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Only lines younger than that: 30s, 10m, 2h.")
    private @Nullable Duration since;

    @Option(names = "--previous", description = "Those of the instance before the last restart.")
    private boolean isPrevious;

    @Option(
            names = "--instance",
            paramLabel = "NAME",
            description = "Those of one instance; by default of all.")
    private @Nullable String instance;

    public LogsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        if (tail != null && tail < 0) {
            throw new UsageError("--tail: expected 0 or more, got " + tail);
        }
        if (isFollowing && isPrevious) {
            throw new UsageError("--previous is over; it cannot be followed");
        }
        String name =
                server.startsWith(KIND_PREFIX) ? server.substring(KIND_PREFIX.length()) : server;
        DaemonClient daemon = invocation.daemon();
        LogQuery query = new LogQuery(tail, since, isFollowing, isPrevious, instance);
        try (InputStream log = daemon.logs(name, query)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int length = log.read(buffer); length >= 0; length = log.read(buffer)) {
                invocation.streams().out().write(buffer, 0, length);
                if (!invocation.streams().flush()) {
                    return 0; // nobody reads any more
                }
            }
        }
        return 0;
    }
}
