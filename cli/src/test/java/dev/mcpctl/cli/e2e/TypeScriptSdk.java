package dev.mcpctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The official TypeScript SDK, both generations, and our scripts that use it. */
final class TypeScriptSdk {
    static final Path FOLDER = Path.of("target/sdk-clients").toAbsolutePath();

    private static final List<String> PACKAGES =
            List.of(
                    "@modelcontextprotocol/sdk@1.32.2",
                    "@modelcontextprotocol/client@2.4.0",
                    "@modelcontextprotocol/server@2.4.0");
    private static final List<String> SCRIPTS =
            List.of("sdk-client.mjs", "sdk-sse-server.mjs", "sdk-v2-server.mjs");

    private TypeScriptSdk() {}

    static boolean isNpmThere() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "npm")));
    }

    /** Makes {@link #FOLDER} complete. The packages stay there for the next run. */
    static void install() throws Exception {
        Files.createDirectories(FOLDER);
        for (String script : SCRIPTS) {
            Files.copy(
                    Path.of("src/test/resources/e2e", script),
                    FOLDER.resolve(script),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(
                FOLDER.resolve("package.json"), "{\"private\": true, \"type\": \"module\"}");
        Path done = FOLDER.resolve("installed");
        if (Files.exists(done) && Files.readAllLines(done).equals(PACKAGES)) {
            return;
        }
        List<String> line =
                Stream.concat(
                                Stream.of("npm", "install", "--no-save", "--no-audit", "--no-fund"),
                                PACKAGES.stream())
                        .toList();
        Process npm =
                new ProcessBuilder(line)
                        .directory(FOLDER.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(FOLDER.resolve("npm.log").toFile())
                        .start();
        assertThat(npm.waitFor(4, TimeUnit.MINUTES)).isTrue();
        assertThat(npm.exitValue()).as(Files.readString(FOLDER.resolve("npm.log"))).isZero();
        Files.write(done, PACKAGES);
    }
}
