package dev.mcpctl.cli.label;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.cli.ScriptedDaemon;
import dev.mcpctl.cli.Shell;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** {@code label} against a daemon that answers from a script. */
class LabelIT {
    private static final String WRITTEN = labelled("{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}");

    @TempDir Path directory;
    private ScriptedDaemon daemon;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        daemon = new ScriptedDaemon();
        shell = new Shell(directory).on(daemon);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private static String labelled(String labels) {
        return "{\"kind\":\"server\",\"metadata\":{\"name\":\"files\",\"resourceVersion\":\"7\",\"labels\":"
                + labels
                + "},\"spec\":{\"command\":\"node\"}}";
    }

    @Test
    @DisplayName("K-04: label sets and removes labels, in kubectl's words")
    void labelSaysWhatItDid() {
        daemon.on("GET /api/v1/servers/files", labelled("{\"a\":\"1\",\"b\":\"2\"}"));
        daemon.on("PUT /api/v1/servers/files", WRITTEN);

        Shell.Run set = shell.run("label", "server", "files", "a=1", "c=3");
        Shell.Run removed = shell.run("label", "server/files", "b-");
        Shell.Run same = shell.run("label", "server/files", "a=1", "x-");
        Shell.Run held = shell.run("label", "server/files", "a=2");
        Shell.Run forced = shell.run("label", "server/files", "a=2", "b-", "--overwrite");

        assertThat(set.out()).isEqualTo("server/files labeled\n");
        assertThat(removed.out()).isEqualTo("server/files unlabeled\n");
        assertThat(same.out()).isEqualTo("server/files not labeled\n");
        assertThat(same.err()).isEqualTo("label \"x\" not found.\n");
        assertThat(held.exitCode()).isEqualTo(1);
        assertThat(held.err())
                .isEqualTo("error: 'a' already has a value (1), and --overwrite is false\n");
        assertThat(forced.out()).isEqualTo("server/files labeled\n");
        assertThat(
                        daemon.requests().stream()
                                .filter(request -> request.line().startsWith("PUT"))
                                .map(request -> request.json().at("/metadata/labels").toString()))
                .containsExactly(
                        "{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}", "{\"a\":\"1\"}", "{\"a\":\"2\"}");
        assertThat(daemon.requests().getLast().headers()).containsEntry("If-match", "\"7\"");
    }

    @Test
    @DisplayName("K-04: label takes all of a kind, or those with labels")
    void labelTakesAllOrASelector() {
        daemon.on(
                "GET /api/v1/servers?labelSelector=a%3D1",
                "{\"items\":[" + labelled("{\"a\":\"1\"}") + "],\"metadata\":{}}");
        daemon.on("GET /api/v1/servers", "{\"items\":[],\"metadata\":{}}");
        daemon.on("GET /api/v1/servers/files", labelled("{\"a\":\"1\"}"));
        daemon.on("PUT /api/v1/servers/files", WRITTEN);

        assertThat(shell.run("label", "servers", "-l", "a=1", "b=2").out())
                .isEqualTo("server/files labeled\n");
        assertThat(shell.run("label", "servers", "--all", "b=2").err())
                .isEqualTo("No resources found.\n");
        assertThat(shell.run("label", "servers", "b=2").exitCode()).isEqualTo(2);
        assertThat(shell.run("label", "server", "files").exitCode()).isEqualTo(2);
        assertThat(shell.run("label", "server", "files", "b=2", "b-").exitCode()).isEqualTo(2);
        assertThat(shell.run("label", "instance", "files-1", "b=2").err())
                .startsWith("error: instances are immutable");
        assertThat(shell.run("label", "sa", "files", "-p", "demo", "b=2").err())
                .isEqualTo(
                        "error: serverattachments have no labels of their own; label the project\n");
    }

    @Test
    @DisplayName("K-04: label --list shows labels as they are, those of several under their names")
    void listShowsAndChangesNothing() {
        daemon.on("GET /api/v1/servers/files", labelled("{\"b\":\"2\",\"a\":\"1\"}"));
        daemon.on(
                "GET /api/v1/servers",
                "{\"items\":[" + labelled("{\"a\":\"1\"}") + "],\"metadata\":{}}");

        assertThat(shell.run("label", "server", "files", "--list").out()).isEqualTo("a=1\nb=2\n");
        assertThat(shell.run("label", "servers", "--list").out())
                .isEqualTo("Listing labels for server/files:\n a=1\n b=2\n");
        assertThat(shell.run("label", "server", "files", "a=2", "--list").err())
                .startsWith("error: --list shows labels as they are; it goes with no change\n");
        assertThat(daemon.requests()).allMatch(request -> request.line().startsWith("GET"));
    }

    @Test
    @DisplayName("K-04: label --dry-run says what would be, and writes nothing")
    void aDryRunWritesNothing() {
        daemon.on("GET /api/v1/servers/files", labelled("{\"a\":\"1\"}"));
        daemon.on(
                "POST /api/v1/apply?dryRun=true",
                "{\"results\":[{\"kind\":\"server\",\"name\":\"files\",\"outcome\":\"configured\"}]}");

        assertThat(shell.run("label", "server", "files", "c=3", "--dry-run").out())
                .isEqualTo("server/files labeled (dry run)\n");
        assertThat(shell.run("label", "server", "files", "c=3", "--dry-run=server").both())
                .isEqualTo("server/files labeled (server dry run)\n");
        assertThat(shell.run("label", "server", "files", "c=3", "--dry-run=maybe").err())
                .startsWith("error: --dry-run: expected client or server, got \"maybe\"\n");
        assertThat(daemon.requests()).noneMatch(request -> request.line().startsWith("PUT"));
    }

    @Test
    @DisplayName("K-04: label -o prints what came of it")
    void theResultIsPrintedAsAsked() {
        daemon.on("GET /api/v1/servers/files", labelled("{\"a\":\"1\"}"));
        daemon.on("PUT /api/v1/servers/files", WRITTEN);

        assertThat(shell.run("label", "server", "files", "b=2", "-o", "name").out())
                .isEqualTo("server/files\n");
        assertThat(shell.run("label", "server", "files", "b=2", "-o", "yaml").out())
                .isEqualTo(
                        """
                        kind: server
                        name: files
                        labels:
                          a: "1"
                          b: "2"
                          c: "3"
                        command: node
                        """);
        assertThat(shell.run("label", "server", "files", "b=2", "--dry-run", "-o", "yaml").out())
                .contains("  b: \"2\"\n")
                .doesNotContain("  c:");
        assertThat(shell.run("label", "server", "files", "b=2", "-o", "wide").exitCode())
                .isEqualTo(2);
    }
}
