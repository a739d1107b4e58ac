package dev.mcpctl.cli.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.DaemonConnection;
import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.api.client.Timeouts;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.project.Projects;
import dev.mcpctl.cli.context.Invocation;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code mcpctl config claude --project P}. */
@Command(
        description =
                "Write the entry of a project into .mcp.json here, for Claude Code. What else the"
                        + " file holds stays as it is; no secret is written.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl config claude --project demo",
            "  mcpctl config claude --project demo --dry-run"
        })
public final class ConfigClaudeCommand implements Callable<Integer> {
    private static final String FILE = ".mcp.json";
    private static final Timeouts TIMEOUTS = Timeouts.of(Duration.ofSeconds(5));

    private final Invocation invocation;

    @Option(names = "--force", description = "Replace an entry of that name that says otherwise.")
    private boolean force;

    @Option(names = "--dry-run", description = "Print what would change, and write nothing.")
    private boolean isDryRun;

    public ConfigClaudeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        String project = invocation.requiredProject();
        Path file = invocation.directory().resolve(FILE);
        String before = read(file);
        McpServersText text = new McpServersText(FILE, before);
        checkExists(project);
        ObjectNode entry = entry(project);
        PrintStream out = invocation.streams().out();
        Optional<JsonNode> present = text.entry(project);
        if (present.isPresent() && present.get().equals(entry)) {
            out.println(FILE + " unchanged");
            return 0;
        }
        if (present.isPresent() && !force) {
            throw new Problem(
                    ProblemType.LOCAL,
                    FILE
                            + " has another entry named \""
                            + project
                            + "\"; --force replaces it, --dry-run --force shows how");
        }
        String after = text.with(project, entry);
        if (isDryRun) {
            out.print(LineDiff.of(FILE, before, after));
            return 0;
        }
        Optional<Path> backup = new ReplacedFile(file).write(after);
        out.println(FILE + (backup.isEmpty() ? " created" : " configured"));
        out.flush(); // the result first
        backup.ifPresent(kept ->
                invocation.streams().err().println("The file as it was: " + kept.getFileName()));
        invocation.streams().err().println("Restart Claude Code in this directory to use it.");
        return 0;
    }

    /** Without an mcpd to ask the entry is written all the same: it may be there tomorrow. */
    private void checkExists(String project) {
        try {
            DaemonConnection mcpd = invocation.connection(TIMEOUTS);
            new DaemonClient(mcpd).get(ResourceAddress.global(Projects.KIND.plural(), project));
        } catch (Problem e) {
            if (e.type() == ProblemType.NOT_FOUND) {
                throw e;
            }
            invocation
                    .streams()
                    .err()
                    .println(
                            "It could not be checked that there is a project \""
                                    + project
                                    + "\": "
                                    + e.detail());
        }
    }

    private static String read(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw new Problem(ProblemType.LOCAL, FILE + " is a symbolic link; not followed");
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new Problem(ProblemType.LOCAL, FILE + " is not a regular file");
        }
        return Files.readString(file);
    }

    private ObjectNode entry(String project) {
        ObjectNode entry = JsonCodec.object();
        entry.put("command", command());
        entry.putArray("args")
                .add("mcp")
                .add("--project")
                .add(project)
                .add("--tool-names")
                .add("safe");
        Path home = invocation.home().directory();
        if (!home.equals(defaultHome())) {
            entry.putObject("env").put(Home.VARIABLE, home.toString());
        }
        return entry;
    }

    /** Where a program that is started with a bare environment looks. */
    private static Path defaultHome() {
        return Path.of(System.getProperty("user.home"), ".mcpctl");
    }

    private String command() {
        return invocation
                .launcher()
                .filter(launcher -> !isOnPath(launcher))
                .map(Path::toString)
                .orElse("mcpctl");
    }

    /** Whether the shell's {@code mcpctl} is this installation. */
    private boolean isOnPath(Path launcher) {
        for (String directory : invocation.environment().getOrDefault("PATH", "").split(":", -1)) {
            Path candidate = Path.of(directory).resolve("mcpctl");
            if (candidate.isAbsolute() && Files.isExecutable(candidate)) {
                try {
                    return Files.isSameFile(candidate, launcher);
                } catch (IOException e) {
                    return false;
                }
            }
        }
        return false;
    }
}
