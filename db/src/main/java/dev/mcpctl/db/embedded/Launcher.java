package dev.mcpctl.db.embedded;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Makes data directories, starts servers and sends them signals. Stateless but for what it was made
 * with.
 */
final class Launcher {
    static final String USER = "mcpctl";

    private static final List<String> SETTINGS =
            List.of(
                    "listen_addresses=127.0.0.1",
                    "unix_socket_directories=",
                    "shared_buffers=32MB",
                    "max_connections=40",
                    "wal_level=minimal",
                    "max_wal_senders=0",
                    "max_worker_processes=2",
                    "max_parallel_workers=0",
                    "max_logical_replication_workers=0",
                    "autovacuum_max_workers=1",
                    "jit=off",
                    "io_method=sync",
                    "min_wal_size=64MB",
                    "max_wal_size=256MB",
                    "log_min_error_statement=panic"); // a statement's text may hold a spec
    private static final Duration START_LIMIT = Duration.ofSeconds(60); // a recovery may be long
    private static final Duration LEFTOVER_LIMIT = Duration.ofSeconds(5);
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);
    private static final long LOOK_AGAIN_MILLIS = 5;
    private static final int PORT_ATTEMPTS = 3;
    private static final int LOG_TAIL_BYTES = 4096;

    private final Programs programs;
    private final RunAs runAs;
    private final Path log;

    Launcher(Programs programs, RunAs runAs, Path log) {
        this.programs = programs;
        this.runAs = runAs;
        this.log = log;
    }

    /** Makes {@code data} all at once: an initdb that was killed leaves nothing that counts. */
    void initialise(Path data, Path passwordFile) throws IOException, InterruptedException {
        Path partial = data.resolveSibling(data.getFileName() + ".partial");
        Programs.deleteTree(partial);
        run(
                List.of(
                        programs.program("initdb").toString(),
                        "--pgdata=" + partial,
                        "--username=" + USER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--sync-method=syncfs"),
                data.resolveSibling("."));
        Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether a server runs this build's own program. */
    boolean isOurs(Postmaster server) {
        return ProcessTable.program(server.pid())
                .filter(programs.program("postgres")::equals)
                .isPresent();
    }

    /**
     * Starts a server and waits until it is ready. Nothing may run in {@code data}; leftovers of a
     * killed server are waited for, then ended.
     *
     * @param preferredPort 0: any free one
     * @param isGivenUp looked at while waiting
     */
    Postmaster start(Path data, int preferredPort, BooleanSupplier isGivenUp)
            throws IOException, InterruptedException {
        // PostgreSQL takes a pid file for living while its process is a zombie, and a reader takes
        // its "ready" for the new server's: so first nothing works here any more, then the file
        // goes, then the server starts.
        awaitNobodyIn(data);
        Problem failure = null;
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            int port = attempt == 0 && preferredPort != 0 ? preferredPort : freePort();
            Files.deleteIfExists(Postmaster.PidFile.path(data));
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            Process process = spawn(data, port);
            Optional<Postmaster> started = awaitReady(data, port, process, isGivenUp);
            if (started.isPresent()) {
                return started.get();
            }
            String said = said(logStart);
            failure =
                    new Problem(
                            ProblemType.LOCAL,
                            "PostgreSQL did not start: " + said + " (log: " + log + ")");
            if (!said.contains("in use")) {
                break; // only a port that somebody took meanwhile is worth another try
            }
        }
        throw failure == null ? new IllegalStateException("no attempt was made") : failure;
    }

    /** Sends a signal ({@code INT}, {@code QUIT}, {@code KILL}). */
    void signal(String signal, long pid) throws IOException, InterruptedException {
        run(
                List.of(programs.program("pg_ctl").toString(), "kill", signal, Long.toString(pid)),
                programs.home());
    }

    private Process spawn(Path data, int port) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "setsid", // a Ctrl-C in our terminal is none of its business
                                programs.program("postgres").toString(),
                                "-D",
                                data.toString(),
                                "-c",
                                "port=" + port));
        for (String setting : SETTINGS) {
            command.addAll(List.of("-c", setting));
        }
        return builder(command, data.resolveSibling("."))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Empty when the process ended first. */
    private static Optional<Postmaster> awaitReady(
            Path data, int port, Process process, BooleanSupplier isGivenUp)
            throws InterruptedException {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (process.isAlive()) {
            OptionalLong startTime = ProcessTable.startTime(process.pid());
            boolean isReady =
                    Postmaster.PidFile.read(data)
                            .filter(file -> file.pid() == process.pid() && file.isReady())
                            .isPresent();
            if (isReady && startTime.isPresent()) {
                return Optional.of(
                        new Postmaster(process.pid(), startTime.getAsLong(), port, process));
            }
            if (System.nanoTime() > limit || isGivenUp.getAsBoolean()) {
                process.destroyForcibly();
                throw new Problem(
                        ProblemType.LOCAL,
                        "PostgreSQL was not ready after " + START_LIMIT.toSeconds() + " s");
            }
            try {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                process.destroyForcibly(); // nobody would know of it
                throw e;
            }
        }
        return Optional.empty();
    }

    /** Backends of a killed server end when they notice; one in a long query must be told. */
    private void awaitNobodyIn(Path data) throws IOException, InterruptedException {
        long limit = System.nanoTime() + LEFTOVER_LIMIT.toNanos();
        boolean wereTold = false;
        for (List<Long> left = ProcessTable.workingIn(data);
                !left.isEmpty();
                left = ProcessTable.workingIn(data)) {
            if (System.nanoTime() > limit) {
                if (wereTold) {
                    throw new Problem(
                            ProblemType.LOCAL,
                            "processes " + left + " work in " + data + " and do not end");
                }
                for (long pid : left) {
                    signal("KILL", pid);
                }
                wereTold = true;
                limit = System.nanoTime() + LEFTOVER_LIMIT.toNanos();
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private void run(List<String> command, Path directory)
            throws IOException, InterruptedException {
        File output = File.createTempFile("postgres", ".out");
        try {
            Process process =
                    builder(command, directory)
                            .redirectOutput(ProcessBuilder.Redirect.to(output))
                            .start();
            if (!process.waitFor(COMMAND_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " did not end");
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        command.getFirst() + ": " + lastLine(Files.readString(output.toPath())));
            }
        } finally {
            Files.deleteIfExists(output.toPath());
        }
    }

    /** No pipes: what we start outlives us. No variables but what it needs. */
    private ProcessBuilder builder(List<String> program, Path directory) {
        ProcessBuilder builder =
                new ProcessBuilder(runAs.command(program))
                        .directory(directory.normalize().toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true);
        String path = builder.environment().get("PATH");
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        builder.environment().put("PATH", path == null ? "/usr/bin:/bin" : path);
        return builder;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What the log gained since a start that failed, in one line. */
    private String said(long from) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(from, file.length() - LOG_TAIL_BYTES);
            byte[] tail = new byte[(int) Math.max(0, file.length() - start)];
            file.seek(start);
            file.readFully(tail);
            String text = new String(tail, StandardCharsets.UTF_8);
            return text.contains("Address already in use")
                    ? "its port is in use"
                    : text.lines()
                            .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
                            .reduce((_, last) -> last)
                            .orElseGet(() -> lastLine(text));
        }
    }

    private static String lastLine(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .reduce((_, last) -> last)
                .orElse("it said nothing");
    }
}
