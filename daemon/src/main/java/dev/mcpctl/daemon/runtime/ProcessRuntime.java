package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.home.ProcessIdentity;
import dev.mcpctl.api.server.Listening;
import dev.mcpctl.api.server.ServerSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Servers as child processes of this program, each in a session of its own, with the environment
 * that {@link ChildEnvironment} allows, its stderr in {@link InstanceLogs}. A child on stdio sees
 * the end of its input when this program ends; {@link #leftovers} finds the ones that do not heed
 * it, and those with an address, which go on.
 */
public final class ProcessRuntime implements Runtime {
    private static final Logger log = LoggerFactory.getLogger(ProcessRuntime.class);
    private static final int PUMP_STACK_BYTES = 128 * 1024;

    private final ProcessMarks marks;
    private final ProcessTable table;
    private final ProcessLedger ledger;
    private final List<ProcessLedger.Entry> earlier;
    private final ChildEnvironment environment;
    private final NpmPackages packages;
    private final InstanceLogs logs;
    private final BiFunction<String, String, Path> workingDirectories;

    /**
     * @param ledgerFile where process ids are recorded
     * @param workingDirectories the directory of a server's own, by its name, and of the user whom
     *     an instance serves alone
     */
    public ProcessRuntime(
            ProcessMarks marks,
            Path ledgerFile,
            ChildEnvironment environment,
            NpmPackages packages,
            InstanceLogs logs,
            BiFunction<String, String, Path> workingDirectories) {
        this.marks = marks;
        this.table = new ProcessTable(marks);
        this.ledger = new ProcessLedger(ledgerFile);
        this.earlier = ledger.read();
        this.environment = environment;
        this.packages = packages;
        this.logs = logs;
        this.workingDirectories = workingDirectories;
    }

    @Override
    public boolean isPrepared(InstanceStart start) {
        return !(start.source() instanceof ServerSource.NpmPackage npm)
                || packages.isInstalled(npm);
    }

    @Override
    public void prepare(InstanceStart start) throws StartFailure, InterruptedException {
        if (start.source() instanceof ServerSource.NpmPackage npm) {
            packages.install(npm);
        }
    }

    @Override
    public String newestVersion(String npmPackage) throws StartFailure, InterruptedException {
        return packages.resolve(npmPackage);
    }

    @Override
    public RunningInstance start(InstanceStart start) throws StartFailure {
        Map<String, String> variables =
                environment.forServer(start.environment(), marks.variables(start.instance()));
        Path directory = workingDirectory(start);
        List<String> command = new ArrayList<>(program(start, variables, directory));
        command.addAll(start.args());
        try {
            return start.listening().isPresent()
                    ? listening(start, start.listening().get(), command, variables, directory)
                    : talking(start, command, variables, directory);
        } catch (IOException e) {
            throw new StartFailure("StartFailed", "cannot start: " + e.getMessage(), e);
        }
    }

    /** Spoken to over its own streams, which end with this program. */
    private RunningInstance talking(
            InstanceStart start,
            List<String> command,
            Map<String, String> variables,
            Path directory)
            throws StartFailure, IOException {
        RunLog log = logs.begin(start.server(), start.instance());
        try {
            Process process = process(command, variables, directory).start();
            // A platform thread: a read from a pipe would hold a carrier of the virtual ones.
            Thread.ofPlatform()
                    .daemon()
                    .name("stderr-" + start.instance())
                    .stackSize(PUMP_STACK_BYTES)
                    .start(() -> log.copy(process.getErrorStream()));
            Channel streams =
                    new Channel.Stream(process.getInputStream(), process.getOutputStream(), false);
            return started(start, process, streams, "", () -> {});
        } catch (StartFailure | IOException e) {
            log.close();
            throw e;
        }
    }

    /** Spoken to over HTTP; it goes on when this program ends without ending it. */
    private RunningInstance listening(
            InstanceStart start,
            Listening listening,
            List<String> command,
            Map<String, String> variables,
            Path directory)
            throws StartFailure, IOException {
        LocalPort.requireFree(listening);
        OutputPipe output = OutputPipe.make(logs.pipe(start.server(), start.instance()));
        try {
            output.copyTo(logs.begin(start.server(), start.instance()), start.instance());
            List<String> redirected = new ArrayList<>(output.redirecting());
            redirected.addAll(command);
            Process process = process(redirected, variables, directory).start();
            Channel.Address address = LocalPort.address(listening);
            return started(start, process, address, address.uri().toString(), output::close);
        } catch (StartFailure | IOException e) {
            output.close();
            throw e;
        }
    }

    private static ProcessBuilder process(
            List<String> command, Map<String, String> variables, Path directory)
            throws StartFailure {
        List<String> leading = new ArrayList<>(List.of(ProgramPath.setsid()));
        leading.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(leading).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        return builder;
    }

    private RunningInstance started(
            InstanceStart start,
            Process process,
            Channel channel,
            String address,
            Runnable afterwards) {
        // A process that Java forks leads no group, so setsid executes the program in its place.
        ProcessIdentity identity = ProcessInstance.identityOf(process);
        ledger.add(
                new ProcessLedger.Entry(
                        identity, start.server(), start.instance(), address, start.fingerprint()));
        return new ProcessInstance(
                start.instance(),
                identity,
                process,
                channel,
                table,
                ProcessInstance.Patience.DEFAULT,
                () -> {
                    ledger.remove(identity);
                    afterwards.run();
                });
    }

    private List<String> program(InstanceStart start, Map<String, String> variables, Path directory)
            throws StartFailure {
        return switch (start.source()) {
            case ServerSource.Command(String program) ->
                    List.of(ProgramPath.find(program, variables, directory).toString());
            case ServerSource.NpmPackage npm -> {
                Path script = packages.program(npm);
                yield List.of(node(variables, directory), script.toString());
            }
            case ServerSource.Image _, ServerSource.Url _ ->
                    throw new StartFailure(
                            "NoProgram", start.source().label() + " is not run as a process");
        };
    }

    private static String node(Map<String, String> variables, Path directory) throws StartFailure {
        try {
            return ProgramPath.find("node", variables, directory).toString();
        } catch (StartFailure e) {
            throw new StartFailure(
                    "NodeNotFound",
                    "an npm package needs Node.js, and node is not on PATH ("
                            + variables.get("PATH")
                            + "); install it",
                    e);
        }
    }

    private Path workingDirectory(InstanceStart start) throws StartFailure {
        String given = start.workingDir();
        Path directory =
                given == null
                        ? workingDirectories.apply(start.server(), start.user())
                        : Path.of(given);
        try {
            if (given == null) {
                Files.createDirectories(directory);
            }
        } catch (IOException e) {
            throw new StartFailure(
                    "NoWorkingDirectory", "cannot make " + directory + ": " + e.getMessage(), e);
        }
        if (!Files.isDirectory(directory)) {
            throw new StartFailure(
                    "NoWorkingDirectory", "workingDir " + directory + " is not a directory");
        }
        return directory;
    }

    @Override
    public List<RunningInstance> leftovers() {
        List<RunningInstance> left = new ArrayList<>();
        for (ProcessLedger.Entry entry : earlier) {
            if (!entry.address().isEmpty() && entry.identity().isAlive()) {
                left.add(adopted(entry));
            }
        }
        Map<String, Set<ProcessIdentity>> byInstance = new LinkedHashMap<>();
        for (ProcessTable.Marked process : table.marked()) {
            if (!ledger.holds(process.instance())) {
                byInstance
                        .computeIfAbsent(process.instance(), _ -> new LinkedHashSet<>())
                        .add(process.identity());
            }
        }
        for (ProcessLedger.Entry entry : earlier) {
            if (!ledger.holds(entry.instance()) && entry.identity().isAlive()) {
                byInstance
                        .computeIfAbsent(entry.instance(), _ -> new LinkedHashSet<>())
                        .add(entry.identity());
            }
        }
        byInstance.forEach((instance, processes) ->
                left.add(new LeftoverProcesses(instance, processes, table)));
        return left;
    }

    /** What it writes is read from now on; what it wrote meanwhile is in its pipe. */
    private RunningInstance adopted(ProcessLedger.Entry entry) {
        ledger.add(entry);
        Runnable afterwards = () -> {};
        try {
            OutputPipe output = OutputPipe.of(logs.pipe(entry.server(), entry.instance()));
            output.copyTo(logs.resume(entry.server(), entry.instance()), entry.instance());
            afterwards = output::close;
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("instance", entry.instance())
                    .log("its output is not read: {}", e.getMessage());
        }
        Runnable closing = afterwards;
        return new AdoptedProcess(
                entry,
                new Channel.Address(URI.create(entry.address()), Map.of()),
                table,
                () -> {
                    ledger.remove(entry.identity());
                    closing.run();
                });
    }
}
