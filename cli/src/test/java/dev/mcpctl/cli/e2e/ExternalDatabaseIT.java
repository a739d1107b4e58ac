package dev.mcpctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.db.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The whole path on a PostgreSQL that mcpd knows by its URL only. */
class ExternalDatabaseIT {
    @TempDir Path folder;

    @Test
    void everythingWorksAndNoDatabaseIsStarted() throws Exception {
        try (EmbeddedPostgres elsewhere =
                        EmbeddedPostgres.start(
                                folder.resolve("elsewhere"),
                                folder.resolve("binaries"),
                                folder.resolve("postgres.log"));
                Installation installation =
                        new Installation(
                                folder,
                                Map.of(
                                        "MCPD_DATABASE_URL", elsewhere.url(),
                                        "MCPD_BOOTSTRAP_TOKEN_FILE",
                                                folder.resolve("token").toString()))) {
            installation.done("up", "--only", "mcpd");
            installation.done(
                    "login",
                    "--mcpd-url",
                    installation.record("mcpd").orElseThrow().path("url").asText(),
                    "--token-file",
                    folder.resolve("token").toString());

            installation.done("up", "-f", EchoManifest.write(folder).toString());

            assertThat(
                            installation.done(
                                    "call",
                                    "echo/echo",
                                    "--project",
                                    "demo",
                                    "--args",
                                    "{\"text\":\"from outside\"}"))
                    .contains("from outside");
            assertThat(installation.done("status", "-o", "json")).contains("external");
            assertThat(Files.exists(installation.home().resolve("mcpd/postgres"))).isFalse();
        }
    }
}
