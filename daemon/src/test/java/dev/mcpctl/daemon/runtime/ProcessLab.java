package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.server.ContainerSpec;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.api.server.Transport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A process runtime of a home of its own, and the scripted server to run in it. */
public final class ProcessLab {
    public final ProcessMarks marks;
    public final InstanceLogs logs;
    public final ProcessRuntime runtime;
    public final Path directory;

    public ProcessLab(Path directory) {
        this(directory, UUID.randomUUID().toString(), UUID.randomUUID().toString());
    }

    public ProcessLab(Path directory, String installation, String node) {
        this.directory = directory;
        this.marks = new ProcessMarks(installation, node);
        this.logs = new InstanceLogs(directory.resolve("logs"), Clock.systemUTC());
        this.runtime = runtime(System.getenv());
    }

    public ProcessRuntime runtime(Map<String, String> own) {
        ChildEnvironment environment = new ChildEnvironment(own);
        return new ProcessRuntime(
                marks,
                directory.resolve("processes.json"),
                environment,
                new NpmPackages(
                        directory.resolve("packages"),
                        environment,
                        marks,
                        NpmPackages.Limits.DEFAULT),
                logs,
                (server, user) -> directory.resolve("work").resolve(server + user));
    }

    public static Path script() {
        return resource("/scripted-server.mjs");
    }

    public static Path resource(String name) {
        try {
            return Path.of(ProcessLab.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static InstanceStart scripted(String server, String... switches) {
        List<String> args = new ArrayList<>(List.of(script().toString()));
        args.addAll(List.of(switches));
        return command(server, "node", args, Map.of());
    }

    public static InstanceStart command(
            String server, String program, List<String> args, Map<String, String> environment) {
        return new InstanceStart(
                server,
                server + "-1",
                "",
                new ServerSource.Command(program),
                Transport.STDIO,
                Optional.empty(),
                ContainerSpec.DEFAULT,
                args,
                environment,
                null,
                Map.of());
    }

    /** One line to the server, one line back. */
    public static String ask(RunningInstance running, String line) throws IOException {
        Channel.Stream stream = (Channel.Stream) running.channel();
        stream.toServer().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        stream.toServer().flush();
        return new BufferedReader(
                        new InputStreamReader(stream.fromServer(), StandardCharsets.UTF_8))
                .readLine();
    }

    public static String call(String tool, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\""
                + tool
                + "\",\"arguments\":"
                + arguments
                + "}}";
    }
}
