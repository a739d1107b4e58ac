package dev.mcpctl.cli.auth;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.ServerSignIn;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.cli.context.GlobalOptions.DurationConverter;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.print.UsageError;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;

/** {@code mcpctl auth server NAME}. */
@Command(
        description = {
            "Sign in to a server that wants to know who asks. Prints an address to open in a"
                    + " browser, on whatever machine, and waits until somebody has signed in there."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl auth server tracker",
            "  mcpctl auth server tracker --again",
            "  mcpctl auth server tracker --status",
            "  mcpctl auth server tracker --remove"
        })
public final class AuthServerCommand implements Callable<Integer> {
    private static final String KIND_PREFIX = "server/";
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Invocation invocation;

    @Parameters(paramLabel = "SERVER", description = "The server's name.")
    private String server = "";

    @Option(names = "--again", description = "Also when there is a sign-in that holds.")
    private boolean isAgain;

    @Option(names = "--status", description = "Only say how it stands.")
    private boolean isStatus;

    @Option(names = "--remove", description = "Forget the sign-in instead.")
    private boolean isRemoving;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long to wait for the browser: 30s, 5m. Default: 10m.")
    private Duration timeout = Duration.ofMinutes(10);

    public AuthServerCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws InterruptedException {
        if ((isRemoving && (isStatus || isAgain)) || (isStatus && isAgain)) {
            throw new UsageError("expected one of --again, --status and --remove");
        }
        String name =
                server.startsWith(KIND_PREFIX) ? server.substring(KIND_PREFIX.length()) : server;
        DaemonClient daemon = invocation.daemon();
        PrintStream out = invocation.streams().out();
        if (isRemoving) {
            boolean isRemoved = daemon.removeSignIn(name);
            out.println(
                    isRemoved
                            ? "sign-in to server \"" + name + "\" removed"
                            : "there was no sign-in to server \"" + name + "\"");
            return 0;
        }
        ServerSignIn before = daemon.signIn(name);
        if (isStatus || (before.isSignedIn() && !before.isAwaited() && !isAgain)) {
            out.println(text(before));
            return 0;
        }
        ServerSignIn begun = daemon.beginSignIn(name);
        out.println("Open this address to sign in to server \"" + name + "\":");
        out.println();
        out.println("  " + begun.link());
        out.println();
        boolean _ = invocation.streams().flush();
        out.println(text(awaited(daemon, name, begun)));
        return 0;
    }

    private ServerSignIn awaited(DaemonClient daemon, String name, ServerSignIn begun)
            throws InterruptedException {
        long due = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < due) {
            ServerSignIn now = daemon.signIn(name);
            if (now.isSignedIn() && !now.version().equals(begun.version())) {
                return now;
            }
            Thread.sleep(LOOK);
        }
        throw new Problem(
                ProblemType.TIMEOUT,
                "nobody signed in to server \"" + name + "\" within " + timeout.toSeconds() + " s");
    }

    private static String text(ServerSignIn standing) {
        if (!standing.isSignedIn()) {
            return "server \""
                    + standing.server()
                    + "\": not signed in as "
                    + standing.account()
                    + (standing.isAwaited() ? ", which the server asks for" : "");
        }
        String until =
                standing.isRenewable()
                        ? "; renewed by itself"
                        : standing.expires().map(end -> " until " + end).orElse("");
        return "server \""
                + standing.server()
                + "\": signed in as "
                + standing.account()
                + " at "
                + standing.issuer()
                + until;
    }
}
