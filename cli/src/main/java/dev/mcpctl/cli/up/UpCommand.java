package dev.mcpctl.cli.up;

import dev.mcpctl.api.client.Applied;
import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.cli.apply.ApplyFiles;
import dev.mcpctl.cli.apply.ManifestFiles;
import dev.mcpctl.cli.context.GlobalOptions;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.print.DryRun;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** Starts the daemons, applies files, and waits until all is well. Harmless when it is already. */
@Command(
        name = "up",
        description = {
            "Start mcpd and mcplocal in the background, apply the files if any are given, and wait",
            "until their servers are healthy. What runs already stays as it is."
        },
        footer = {"", "Example:", "  mcpctl up -f examples/quickstart.yaml"})
public final class UpCommand implements Callable<Integer> {
    /** The daemons that can be started alone. */
    enum Daemon {
        MCPD,
        MCPLOCAL
    }

    private final Invocation invocation;

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            description = "YAML or JSON to apply; a directory, or - for the input. Repeat it.")
    private List<String> files = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = GlobalOptions.DurationConverter.class,
            description = "How long to wait until all is well (default: 120s).")
    private Duration timeout = Duration.ofMinutes(2);

    @Option(names = "--only", paramLabel = "mcpd|mcplocal", description = "Start this one alone.")
    private @Nullable Daemon only;

    public UpCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Home home = invocation.home().create();
        PrintStream err = invocation.streams().err();
        ManifestFiles manifests =
                ManifestFiles.read(invocation.directory(), invocation.streams().in(), files);
        invocation.options().project().ifPresent(manifests::defaultProject);
        checkRequirements(manifests);
        try (Progress progress = Progress.on(err)) {
            start(home, deadline, progress, err);
            if (manifests.documents().isEmpty()) {
                err.println(Logout.notice(System.getProperty("user.name")));
                return 0;
            }
            return apply(manifests, deadline, progress, err);
        }
    }

    private void checkRequirements(ManifestFiles manifests) {
        List<String> missing =
                new Requirements(invocation.environment()).missing(manifests.documents());
        if (!missing.isEmpty()) {
            throw new Problem(
                    ProblemType.LOCAL,
                    String.join("\n", missing) + "\nNothing was started or applied.");
        }
    }

    private void start(Home home, long deadline, Progress progress, PrintStream err) {
        List<String> done =
                new Startup(
                                home,
                                InstalledPrograms.ofThisBuild(),
                                invocation.environment(),
                                progress)
                        .run(daemons(), deadline);
        boolean isTokenNew = new OwnerToken(home).restore();
        progress.clear();
        done.forEach(err::println);
        if (isTokenNew) {
            err.println("This home had no valid token for its mcpd; another one was made.");
        }
        if (done.isEmpty()) {
            err.println("Everything runs already; nothing was started.");
        }
    }

    private Set<Program> daemons() {
        if (only == null) {
            return Set.of(Program.MCPD, Program.MCPLOCAL);
        }
        return Set.of(
                switch (only) {
                    case MCPD -> Program.MCPD;
                    case MCPLOCAL -> Program.MCPLOCAL;
                });
    }

    private int apply(ManifestFiles manifests, long deadline, Progress progress, PrintStream err) {
        DaemonClient daemon = invocation.daemon();
        PrintStream out = invocation.streams().out();
        Applied applied = ApplyFiles.apply(daemon, manifests, DryRun.NONE, out);
        out.flush();
        boolean isUnchanged =
                applied.results().stream().allMatch(one -> one.outcome().equals("unchanged"));
        if (isUnchanged) {
            err.println("Nothing in the files has changed.");
        }
        applied.notices().forEach(err::println);

        Set<String> servers = names(manifests, "server");
        Map<String, String> failing = new ServersHealth(daemon, progress).await(servers, deadline);
        progress.clear();
        if (!failing.isEmpty()) {
            failing.forEach((server, reason) -> err.println(server + ": " + reason));
            throw new Problem(
                    ProblemType.LOCAL,
                    failing.size()
                            + " of "
                            + servers.size()
                            + " servers are not healthy after "
                            + timeout.toSeconds()
                            + " s; the daemons stay up, see: mcpctl get instances");
        }
        if (!servers.isEmpty()) {
            err.println("Healthy: " + String.join(", ", servers));
        }
        err.println(Logout.notice(System.getProperty("user.name")));
        sayWhatIsNext(manifests, servers, err);
        return 0;
    }

    private static void sayWhatIsNext(
            ManifestFiles manifests, Set<String> servers, PrintStream err) {
        Optional<String> project = names(manifests, "project").stream().findFirst();
        err.println("Next:");
        project.ifPresent(name ->
                err.println("  mcpctl config claude --project " + name + "   for Claude Code"));
        if (project.isPresent()) {
            err.println("  " + NextCall.example(manifests.documents(), servers, project.get()));
        }
        err.println("  mcpctl get all");
    }

    private static Set<String> names(ManifestFiles manifests, String kind) {
        Set<String> names = new LinkedHashSet<>();
        for (ResourceKey key : manifests.keysInApplyOrder()) {
            if (key.kind().equals(kind)) {
                names.add(key.name());
            }
        }
        return names;
    }
}
