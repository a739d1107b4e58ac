package dev.mcpctl.cli.status;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.Timeouts;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.McpdTarget;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.print.OutputFormat;
import dev.mcpctl.cli.status.StatusReport.Part;
import dev.mcpctl.cli.supervise.DaemonState;
import dev.mcpctl.cli.supervise.SupervisionFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Says whether the programs run, can be reached, and know who we are. */
@Command(
        name = "status",
        description = {
            "Show mcplocal, mcpd, its database, who it takes you for, and the supervisor.",
            "Exits 0 when mcpd can be reached and knows you, 3 when it cannot be reached."
        },
        footer = {"", "Example:", "  mcpctl status -o json"})
public final class StatusCommand implements Callable<Integer> {
    private static final Timeouts TIMEOUTS = Timeouts.of(Duration.ofSeconds(5));

    private final Invocation invocation;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json",
            description = "Print JSON instead of lines.")
    private @Nullable String output;

    public StatusCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        OutputFormat format = OutputFormat.of(output, OutputFormat.TABLE, OutputFormat.JSON);
        StatusReport report = report();
        PrintStream out = invocation.streams().out();
        if (format == OutputFormat.JSON) {
            out.println(JsonCodec.pretty(report.toJson()));
        } else {
            report.print(out);
        }
        return report.exitCode();
    }

    private StatusReport report() {
        Home home = invocation.home();
        home.checkPrivate();
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("mcplocal", mcplocal(home));
        int exitCode = addMcpd(home, parts);
        parts.put("supervisor", supervisor(home));
        return new StatusReport(parts, exitCode);
    }

    private Part mcplocal(Home home) {
        Optional<RunFile> running = RunFile.alive(home, Program.MCPLOCAL);
        if (running.isEmpty()) {
            return stopped(home, Program.MCPLOCAL);
        }
        Map<String, String> details = new LinkedHashMap<>();
        details.put("url", String.valueOf(running.get().url()));
        details.put("pid", Long.toString(running.get().process().pid()));
        try {
            JsonNode status = invocation.localProxy(TIMEOUTS).get("/status");
            details.put("version", status.path("version").asText());
            for (JsonNode warning : status.path("warnings")) {
                details.merge(
                        "warnings",
                        warning.path("project").asText()
                                + "/"
                                + warning.path("server").asText()
                                + ": "
                                + warning.path("detail").asText(),
                        (one, other) -> one + "; " + other);
            }
            return new Part("running", details);
        } catch (Problem e) {
            details.put("reason", e.detail());
            return new Part("unreachable", details);
        }
    }

    /** The exit code. */
    private int addMcpd(Home home, Map<String, Part> parts) {
        Map<String, String> details = new LinkedHashMap<>();
        try {
            McpdTarget target =
                    McpdTarget.resolve(
                            home,
                            invocation.environment(),
                            invocation.options().mcpdUrl().orElse(null),
                            invocation
                                    .options()
                                    .tokenFile()
                                    .map(invocation.directory()::resolve)
                                    .orElse(null));
            details.put("url", target.url().toString());
            target.context().ifPresent(context -> details.put("context", context));
            JsonNode version = DaemonClient.of(target, TIMEOUTS).version();
            details.put("version", version.path("version").asText());
            details.put("build", version.path("build").asText());
            parts.put("mcpd", new Part("reachable", details));
            JsonNode database = version.path("database");
            parts.put(
                    "database",
                    new Part(
                            database.path("reachable").asBoolean() ? "reachable" : "unreachable",
                            Map.of("kind", database.path("kind").asText())));
            parts.put("identity", Part.of(version.path("identity").asText()));
            return 0;
        } catch (Problem e) {
            details.put("reason", e.detail());
            boolean isReached = e.type() != ProblemType.UNREACHABLE;
            Optional<DaemonState> refused =
                    details.containsKey("url") ? Optional.empty() : notRunning(home, Program.MCPD);
            refused.ifPresent(state -> details.put("reason", state.detail()));
            parts.put(
                    "mcpd",
                    new Part(
                            refused.map(state -> state.phase().label())
                                    .orElse(isReached ? "reachable" : "unreachable"),
                            details));
            parts.put("database", Part.of("unknown"));
            parts.put("identity", Part.of(isReached ? "not known to mcpd" : "unknown"));
            return e.type().exitCode();
        }
    }

    private static Part supervisor(Home home) {
        Optional<RunFile> running = RunFile.alive(home, Program.SUPERVISOR);
        if (running.isEmpty()) {
            return Part.of("not running");
        }
        Map<String, String> details = new LinkedHashMap<>();
        details.put("pid", Long.toString(running.get().process().pid()));
        SupervisionFile.read(home)
                .forEach((daemon, state) -> details.put(daemon.label(), state.phase().label()));
        return new Part("running", details);
    }

    private static Part stopped(Home home, Program program) {
        return notRunning(home, program)
                .map(state -> new Part(state.phase().label(), Map.of("reason", state.detail())))
                .orElse(Part.of("not running"));
    }

    /** How a living supervisor explains that a program does not run, if it does. */
    private static Optional<DaemonState> notRunning(Home home, Program program) {
        return RunFile.alive(home, Program.SUPERVISOR)
                .flatMap(_ -> Optional.ofNullable(SupervisionFile.read(home).get(program)))
                .filter(state -> !state.detail().isEmpty());
    }
}
