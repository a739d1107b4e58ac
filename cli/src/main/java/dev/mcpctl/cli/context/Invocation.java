package dev.mcpctl.cli.context;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.DaemonConnection;
import dev.mcpctl.api.client.Timeouts;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.McpdTarget;
import dev.mcpctl.cli.print.Streams;
import dev.mcpctl.cli.print.UsageError;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One run of mcpctl: what it sees of the world, and the options that every command has.
 *
 * @param environment of the process
 * @param directory that relative paths begin at
 * @param options filled in when the command line has been read
 */
public record Invocation(
        Map<String, String> environment, Path directory, Streams streams, GlobalOptions options) {
    private static final String LAUNCHER = "mcpctl.launcher";

    public static Invocation ofProcess() {
        return new Invocation(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Streams.ofProcess(),
                new GlobalOptions());
    }

    public Home home() {
        return Home.of(environment);
    }

    /** The program that a person calls; empty when the class path was started by hand. */
    public Optional<Path> launcher() {
        return Optional.ofNullable(System.getProperty(LAUNCHER)).map(Path::of);
    }

    /** The daemon that flag, environment, context and run files lead to, in this order. */
    public DaemonClient daemon() {
        return new DaemonClient(connection());
    }

    /** As {@link #daemon}, for requests that know nothing of resources. */
    public DaemonConnection connection() {
        return connection(timeouts());
    }

    /** As {@link #connection()}, for who cannot wait as long. */
    public DaemonConnection connection(Timeouts timeouts) {
        Home home = home();
        home.checkPrivate();
        McpdTarget target =
                McpdTarget.resolve(
                        home,
                        environment,
                        options.mcpdUrl().orElse(null),
                        options.tokenFile().map(directory::resolve).orElse(null));
        return DaemonConnection.of(target, timeouts);
    }

    /** The mcplocal of this home. */
    public LocalProxyConnection localProxy(Timeouts timeouts) {
        Home home = home();
        home.checkPrivate();
        return LocalProxyConnection.of(home, environment, timeouts);
    }

    public Timeouts timeouts() {
        return options.requestTimeout().map(Timeouts::of).orElse(Timeouts.DEFAULT);
    }

    /** As {@link #timeouts}, but an answer that streams may be silent for as long as it likes. */
    public Timeouts streamTimeouts() {
        return new Timeouts(timeouts().connect(), Duration.ZERO);
    }

    /** The project that the command is about, which must have been given. */
    public String requiredProject() {
        return options.project()
                .orElseThrow(() -> new UsageError("which project? say it with --project NAME"));
    }
}
