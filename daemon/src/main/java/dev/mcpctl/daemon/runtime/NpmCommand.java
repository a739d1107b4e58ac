package dev.mcpctl.daemon.runtime;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs npm to its end, in a session of its own and within a time. */
final class NpmCommand {
    private static final String INSTANCE = "npm";
    private static final int MAX_OUTPUT_BYTES = 256 * 1024;
    private static final Duration TERM_PATIENCE = Duration.ofSeconds(2);

    private final ChildEnvironment environment;
    private final ProcessMarks marks;
    private final Path directory;

    /**
     * @param directory where it runs: one without a project's {@code .npmrc}
     */
    NpmCommand(ChildEnvironment environment, ProcessMarks marks, Path directory) {
        this.environment = environment;
        this.marks = marks;
        this.directory = directory;
    }

    /**
     * What it printed.
     *
     * @param doing what for, as a message begins: {@code npm cannot install x@1}
     * @throws StartFailure with npm's own last words
     */
    String run(String doing, Duration limit, List<String> arguments)
            throws StartFailure, InterruptedException {
        Map<String, String> variables = environment.forNpm(marks.variables(INSTANCE));
        List<String> command = new ArrayList<>(List.of(ProgramPath.setsid(), npm(variables)));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(variables);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new StartFailure("NpmFailed", doing + ": " + e.getMessage(), e);
        }
        Output printed = Output.of(process.getInputStream());
        Output errors = Output.of(process.getErrorStream());
        try {
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StartFailure(
                        "NpmFailed",
                        doing
                                + ": npm was not done within "
                                + limit.toSeconds()
                                + " s"
                                + NpmWords.last(errors.text()));
            }
        } finally {
            end(process);
        }
        if (process.exitValue() != 0) {
            throw new StartFailure("NpmFailed", doing + NpmWords.last(errors.text()));
        }
        return printed.text();
    }

    private static void end(Process process) throws InterruptedException {
        if (process.isAlive()) {
            Signals.TERM.sendToGroup(process.pid());
            if (!process.waitFor(TERM_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                Signals.KILL.sendToGroup(process.pid());
            }
        }
    }

    private String npm(Map<String, String> variables) throws StartFailure {
        try {
            return ProgramPath.find("npm", variables, directory).toString();
        } catch (StartFailure e) {
            throw new StartFailure(
                    "NpmNotFound",
                    "an npm package needs npm, and npm is not on PATH ("
                            + variables.get("PATH")
                            + "); install Node.js with npm",
                    e);
        }
    }

    /** A stream read to its end by a thread of its own; only its end is kept when it is long. */
    private record Output(Thread reader, ByteArrayOutputStream bytes) {
        static Output of(InputStream from) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Thread reader =
                    Thread.ofPlatform().daemon().name("npm-output").start(() -> read(from, bytes));
            return new Output(reader, bytes);
        }

        private static void read(InputStream from, ByteArrayOutputStream bytes) {
            byte[] chunk = new byte[4 * 1024];
            try (from) {
                for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
                    if (bytes.size() > MAX_OUTPUT_BYTES) {
                        bytes.reset();
                    }
                    bytes.write(chunk, 0, count);
                }
            } catch (IOException e) {
                // npm was ended.
            }
        }

        String text() throws InterruptedException {
            reader.join(TERM_PATIENCE);
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
