package dev.mcpctl.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.cli.e2e.BridgeProcess;
import dev.mcpctl.cli.e2e.EchoManifest;
import dev.mcpctl.cli.e2e.Installation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a person and a client wait for, all of it in one run. */
class SpeedBench {
    private static final List<String> DAEMONS = List.of("mcpd", "mcplocal");
    private static final long PERIOD_NANOS = 10_000_000; // 100 calls a second
    private static final int WARM_UP_CALLS = 60_000; // until the daemons' compilers have settled,
    private static final int SETTLING_CALLS = 500; // and have done what they had put off
    private static final int CALLS = 1_000;
    private static final String TEXT = "x".repeat(64);

    private final Figures figures = new Figures();

    @TempDir private Path folder;

    @Test
    void startApplyBridgeAndCall() throws Exception {
        try (Installation installation = new Installation(folder, Map.of())) {
            installation.done("up");
            up(installation);
            idle(installation);
            get(installation);
            installation.done("up", "-f", EchoManifest.write(folder).toString());
            bridge(installation);
            call(installation);
            apply(installation);
        }
        System.out.println("\n" + figures.markdown());
        figures.verify();
    }

    /** With a warm data directory; each time also how long each daemon took by itself. */
    private void up(Installation installation) {
        Samples up = new Samples();
        List<Samples> listening = List.of(new Samples(), new Samples());
        for (int round = 0; round < 5; round++) {
            installation.done("down");
            long start = System.nanoTime();
            installation.done("up");
            up.addSince(start);
            for (int i = 0; i < DAEMONS.size(); i++) {
                listening.get(i).add(startMillis(installation, DAEMONS.get(i)));
            }
        }
        figures.show("`up`, warm data directory, until both daemons answer", "ms", up, 5_000);
        for (int i = 0; i < DAEMONS.size(); i++) {
            String what = DAEMONS.get(i) + ", start → listening (both start at once)";
            figures.show(what, "ms", listening.get(i));
        }
    }

    private static double startMillis(Installation installation, String daemon) {
        var record = installation.record(daemon).orElseThrow();
        Instant started =
                ProcessHandle.of(record.path("pid").asLong())
                        .flatMap(process -> process.info().startInstant())
                        .orElseThrow();
        Instant listening = Instant.parse(record.path("startedAt").asText());
        return Duration.between(started, listening).toMillis();
    }

    private void idle(Installation installation) throws IOException {
        for (String daemon : DAEMONS) {
            Samples pss = new Samples();
            Path rollup =
                    Path.of("/proc", Long.toString(installation.pidOf(daemon)), "smaps_rollup");
            pss.add(kilobytes(rollup, "Pss:") / 1024);
            figures.show(daemon + ", idle PSS", "MB", pss);
        }
    }

    private void get(Installation installation) throws Exception {
        installation.done("apply", "-f", servers("few", 20).toString());
        BareJvm bare = BareJvm.in(Files.createDirectory(folder.resolve("bare")));
        Samples floor = new Samples();
        Samples get = new Samples();
        for (int round = 0; round < 25; round++) {
            floor.add(run(bare.program()));
            get.add(run(installation.builder("get", "servers")));
        }
        figures.show("bare JVM with a cache of its own", "ms", floor);
        figures.show("`mcpctl get servers`, 20 servers", "ms", get);
        figures.showRatio("`mcpctl get servers` against the bare JVM", get, floor, 5);
    }

    private void bridge(Installation installation) throws Exception {
        Samples initialize = new Samples();
        Samples memory = new Samples();
        for (int round = 0; round < 15; round++) {
            long start = System.nanoTime();
            try (BridgeProcess bridge =
                    new BridgeProcess(installation.builder("mcp", "--project", "demo"))) {
                bridge.initialize();
                initialize.addSince(start);
                Path status = Path.of("/proc", Long.toString(bridge.pid()), "status");
                memory.add(kilobytes(status, "VmHWM:") / 1024);
            }
        }
        figures.show("bridge, spawn → initialize answered", "ms", initialize, 150);
        figures.show("bridge, peak RSS", "MB", memory, 45);
    }

    /** Direct calls and calls over both daemons take turns, so that noise meets both. */
    private void call(Installation installation) throws Exception {
        URI endpoint = installation.localUrl().orElseThrow().resolve("/projects/demo/mcp");
        Samples direct = new Samples();
        Samples path = new Samples();
        try (StdioEcho echo = new StdioEcho();
                ModernClient client = new ModernClient(endpoint)) {
            byte[] request = client.request("echo/echo", TEXT);
            assertThat(client.call(request)).contains(TEXT);
            for (int i = 0; i < WARM_UP_CALLS; i++) {
                client.call(request);
                echo.call(TEXT);
            }
            long next = System.nanoTime();
            for (int i = 0; i < SETTLING_CALLS + CALLS; i++) {
                next += PERIOD_NANOS;
                LockSupport.parkNanos(next - System.nanoTime());
                long start = System.nanoTime();
                client.call(request);
                long answered = System.nanoTime();
                LockSupport.parkNanos(next + PERIOD_NANOS / 2 - System.nanoTime());
                long startDirect = System.nanoTime();
                echo.call(TEXT);
                if (i >= SETTLING_CALLS) {
                    path.add((answered - start) / 1e6);
                    direct.addSince(startDirect);
                }
            }
        }
        figures.show("`tools/call`, direct child process", "ms", direct);
        figures.show("`tools/call`, mcplocal → mcpd → stdio server", "ms", path);
        figures.showAdded("`tools/call`, added by both daemons", "ms", path, direct, 2);
    }

    private void apply(Installation installation) throws Exception {
        Samples created = new Samples();
        Samples again = new Samples();
        for (int round = 0; round < 4; round++) {
            String file = servers("many" + round, 1_000).toString();
            created.add(run(installation.builder("apply", "-f", file)));
            again.add(run(installation.builder("apply", "-f", file)));
        }
        figures.show("`apply` of 1,000 new servers", "ms", created, 2_000);
        figures.show("`apply` of the same again", "ms", again, 1_000);
    }

    private Path servers(String prefix, int count) throws IOException {
        String text =
                IntStream.range(0, count)
                        .mapToObj(number ->
                                """
                                ---
                                kind: server
                                name: %s-%04d
                                description: Server number %d
                                command: node
                                args: [server.js]
                                replicas: 0
                                """
                                        .formatted(prefix, number, number))
                        .collect(Collectors.joining());
        return Files.writeString(folder.resolve(prefix + ".yaml"), text);
    }

    /** The milliseconds of a command that must succeed. */
    private double run(ProcessBuilder builder) throws IOException, InterruptedException {
        File errors = folder.resolve("errors").toFile();
        long start = System.nanoTime();
        Process process =
                builder.redirectInput(new File("/dev/null"))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(errors)
                        .start();
        int exitCode = process.waitFor();
        double millis = (System.nanoTime() - start) / 1e6;
        assertThat(exitCode).as(Files.readString(errors.toPath())).isZero();
        return millis;
    }

    private static double kilobytes(Path file, String field) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(field))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")))
                .findFirst()
                .orElseThrow();
    }
}
