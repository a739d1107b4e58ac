package dev.mcpctl.daemon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mcpctl.api.server.ServerSource.NpmPackage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

class NpmPackagesIT {
    private static final String MEMORY = "@modelcontextprotocol/server-memory";
    private static final String VERSION = "2026.8.31";

    @TempDir Path directory;
    private NpmPackages packages;

    @BeforeAll
    static void needsNpm() {
        boolean hasNpm =
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "npm")));
        assumeTrue(hasNpm, "npm is not on PATH");
    }

    @BeforeEach
    void makePackages() {
        packages = packages(System.getenv(), NpmPackages.Limits.DEFAULT);
    }

    @Test
    void aVersionIsInstalledOnceForAllThatWantItAtOnce() throws Exception {
        NpmPackage memory = npm(MEMORY, VERSION, null);
        List<Callable<Boolean>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(() -> {
                packages.install(memory);
                return true;
            });
        }

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> start : threads.invokeAll(starts)) {
                assertThat(start.get()).isTrue();
            }
        }

        Path home = directory.resolve(MEMORY + "@" + VERSION);
        assertThat(home.resolve("package-lock.json")).exists();
        assertThat(packages.program(memory))
                .isEqualTo(home.resolve("node_modules").resolve(MEMORY).resolve("dist/index.js"));
        try (Stream<Path> entries = Files.list(directory)) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .as("no staging directory is left")
                    .containsExactly("@modelcontextprotocol");
        }
    }

    @Test
    void aMissingVersionIsResolved() throws Exception {
        assertThat(packages.resolve(MEMORY)).matches("\\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void whatNpmSaysIsShown() {
        assertThatThrownBy(() -> packages.install(npm(MEMORY, "0.0.0-nosuch", null)))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("npm cannot install " + MEMORY + "@0.0.0-nosuch: ")
                .hasMessageContaining("No matching version found")
                .hasMessageNotContaining("npm error");
        assertThat(directory.resolve(MEMORY + "@0.0.0-nosuch")).doesNotExist();
    }

    @Test
    void aMachineWithoutNpmIsToldSo() {
        NpmPackages poor =
                packages(Map.of("PATH", directory.toString()), NpmPackages.Limits.DEFAULT);

        assertThatThrownBy(() -> poor.install(npm(MEMORY, VERSION, null)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("npm is not on PATH (" + directory + ")");
    }

    @Test
    void anInstallThatTakesTooLongIsEnded() throws Exception {
        Path npm = directory.resolve("bin/npm");
        Files.createDirectories(npm.getParent());
        Files.writeString(npm, "#!/bin/sh\necho stuck >&2\nsleep 1000\n");
        assertThat(npm.toFile().setExecutable(true)).isTrue();
        NpmPackages stuck =
                packages(
                        Map.of("PATH", npm.getParent() + ":/usr/bin:/bin"),
                        new NpmPackages.Limits(Duration.ofMillis(500), Duration.ofMillis(500)));

        assertThatThrownBy(() -> stuck.install(npm(MEMORY, VERSION, null)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("npm was not done within 0 s: stuck");
    }

    @Test
    void theProgramIsTheNamedOneElseTheOnlyOneElseThePackagesOwn() throws Exception {
        installed("one", "{\"bin\":{\"other\":\"a.js\"}}");
        installed("text", "{\"bin\":\"./a.js\"}");
        installed("own", "{\"bin\":{\"own\":\"a.js\",\"other\":\"b.js\"}}");
        installed("many", "{\"bin\":{\"x\":\"a.js\",\"y\":\"b.js\"}}");
        installed("none", "{}");

        assertThat(packages.program(npm("one", "1", null))).hasFileName("a.js");
        assertThat(packages.program(npm("text", "1", null))).hasFileName("a.js");
        assertThat(packages.program(npm("own", "1", null))).hasFileName("a.js");
        assertThat(packages.program(npm("own", "1", "other"))).hasFileName("b.js");
        assertThatThrownBy(() -> packages.program(npm("many", "1", null)))
                .hasMessage(
                        "npm package many has several programs and none of its own name; set"
                                + " package.bin to one of x, y");
        assertThatThrownBy(() -> packages.program(npm("many", "1", "z")))
                .hasMessageContaining("no program \"z\"; expected package.bin to be one of x, y");
        assertThatThrownBy(() -> packages.program(npm("none", "1", null)))
                .hasMessageContaining("has no program");
    }

    private void installed(String name, String manifest) throws IOException {
        Path own = directory.resolve(name + "@1/node_modules/" + name);
        Files.createDirectories(own);
        Files.writeString(own.resolve("package.json"), manifest);
        Files.writeString(own.resolve("a.js"), "");
        Files.writeString(own.resolve("b.js"), "");
    }

    private NpmPackages packages(Map<String, String> environment, NpmPackages.Limits limits) {
        return new NpmPackages(
                directory,
                new ChildEnvironment(environment),
                new ProcessMarks("test-" + directory, "node"),
                limits);
    }

    private static NpmPackage npm(String name, String version, @Nullable String bin) {
        return new NpmPackage(name, version, bin, List.of());
    }
}
