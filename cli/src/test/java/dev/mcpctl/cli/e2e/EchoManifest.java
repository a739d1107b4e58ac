package dev.mcpctl.cli.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A manifest with small servers that need no registry. */
public final class EchoManifest {
    public static final Path SCRIPT =
            Path.of("src/test/resources/e2e/echo-server.mjs").toAbsolutePath();

    private EchoManifest() {}

    /** Two servers, {@code echo} and {@code other}, of which project {@code demo} has the first. */
    public static Path write(Path folder) throws IOException {
        String server =
                """
                ---
                kind: server
                name: %s
                command: node
                args: ["%s"]
                """;
        String project =
                """
                ---
                kind: project
                name: demo
                proxyModel: content-pipeline
                servers: [echo]
                """;
        return Files.writeString(
                folder.resolve("echo.yaml"),
                server.formatted("echo", SCRIPT) + server.formatted("other", SCRIPT) + project);
    }
}
