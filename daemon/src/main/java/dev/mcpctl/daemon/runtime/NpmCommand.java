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
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs npm to its end, in a session of its own and within a time. */
final class NpmCommand {
    private static final String INSTANCE = "npm";
    private static final int SHOWN_LINES = 6;

    /** What npm puts before each line: itself, and a tag that repeats the code. */
    private static final Pattern PREFIX =
            Pattern.compile("^npm (error|ERR!)\\s*((404|notarget|network|enoent)(\\s+|$))?");

    /** Lines that say nothing about the cause. */
    private static final Pattern ASIDE =
            Pattern.compile(
                    "^(npm warn|code E|errno |syscall |In most cases you|Note that you can also"
                            + "|tarball, folder, http url|This is a problem related to)"
                            + "|complete log of this run");

    private static final int MAX_SHOWN = 1_000;
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
                                + lastWords(errors.text()));
            }
        } finally {
            end(process);
        }
        if (process.exitValue() != 0) {
            throw new StartFailure("NpmFailed", doing + lastWords(errors.text()));
        }
        return printed.text();
    }

    /** Only what says why: no codes and prefixes, no advice, not where the log of the run is. */
    static String lastWords(String errors) {
        List<String> lines =
                errors.lines()
                        .map(line -> PREFIX.matcher(line).replaceFirst("").strip())
                        .filter(line -> !line.isEmpty() && !ASIDE.matcher(line).find())
                        .toList();
        String words =
                lines.stream()
                        .skip(Math.max(0, lines.size() - SHOWN_LINES))
                        .collect(Collectors.joining("; "));
        String shown = words.length() > MAX_SHOWN ? words.substring(0, MAX_SHOWN) + "…" : words;
        return shown.isEmpty() ? "" : ": " + shown;
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
