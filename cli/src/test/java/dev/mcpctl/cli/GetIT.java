package dev.mcpctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code get} and its output, against a daemon that answers as it was told. */
class GetIT {
    private static final String SERVER_COLUMNS =
            "{\"name\":\"NAME\"},{\"name\":\"TRANSPORT\"},{\"name\":\"REPLICAS\"},"
                    + "{\"name\":\"DOCKER IMAGE\"},{\"name\":\"DESCRIPTION\"}";

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

    private static String table(String columns, String rows) {
        return "{\"columns\":["
                + columns
                + "],\"rows\":["
                + rows
                + "],\"metadata\":{\"position\":5}}";
    }

    private static String serverRow(String name) {
        return "{\"kind\":\"server\",\"name\":\""
                + name
                + "\",\"cells\":[\""
                + name
                + "\",\"STDIO\",\"1\",\"npm:x\",\"Files\"]}";
    }

    @Test
    @DisplayName("M-065: get servers prints the five columns, in this order, with the token sent")
    void getPrintsTheTableThatMcpdMade() {
        daemon.on(
                "GET /api/v1/servers?as=table",
                table(SERVER_COLUMNS, serverRow("a") + "," + serverRow("longer-name")));

        Shell.Run run = shell.run("get", "servers");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .isEqualTo(
                        """
                        NAME          TRANSPORT   REPLICAS   DOCKER IMAGE   DESCRIPTION
                        a             STDIO       1          npm:x          Files
                        longer-name   STDIO       1          npm:x          Files
                        """);
        assertThat(daemon.requests().getFirst().headers())
                .containsEntry("Authorization", "Bearer the-token");
    }

    @Test
    @DisplayName("K-08: pages are fetched until there are no more")
    void getFetchesEveryPage() {
        daemon.on(
                "GET /api/v1/servers?as=table",
                "{\"columns\":["
                        + SERVER_COLUMNS
                        + "],\"rows\":["
                        + serverRow("a")
                        + "],\"metadata\":{\"position\":5,\"continue\":\"n x\"}}");
        daemon.on(
                "GET /api/v1/servers?as=table&continue=n+x", table(SERVER_COLUMNS, serverRow("b")));

        Shell.Run run = shell.run("get", "srv", "--no-headers");

        assertThat(run.out())
                .isEqualTo("a   STDIO   1   npm:x   Files\nb   STDIO   1   npm:x   Files\n");
    }

    @Test
    @DisplayName("M-097, M-313: --project before or behind the verb narrows the list")
    void theProjectMayStandBeforeOrBehindTheVerb() {
        daemon.on("GET /api/v1/servers?project=demo&as=table", table(SERVER_COLUMNS, ""));

        List<Shell.Run> runs =
                List.of(
                        shell.run("--project", "demo", "get", "servers"),
                        shell.run("-p", "demo", "get", "servers"),
                        shell.run("get", "servers", "--project=demo"),
                        shell.run("get", "-p", "demo", "servers"));

        assertThat(runs).allSatisfy(run -> assertThat(run.exitCode()).isZero());
        assertThat(daemon.requests()).hasSize(4);
    }

    @Test
    @DisplayName("K-03: nothing found is said on stderr and is no failure")
    void getOfNothingSaysSo() {
        daemon.on("GET /api/v1/servers?as=table", table(SERVER_COLUMNS, ""));

        Shell.Run run = shell.run("get", "servers");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("No resources found.\n");
    }

    @Test
    @DisplayName("K-02: what is missing is named as kubectl names it; the rest is shown")
    void getNamesWhatIsMissingAndShowsTheRest() {
        daemon.on("GET /api/v1/servers/a?as=table", table(SERVER_COLUMNS, serverRow("a")));
        daemon.refuse("GET /api/v1/servers/x?as=table", Problem.notFound("servers", "x"));
        daemon.refuse("GET /api/v1/servers/y?as=table", Problem.notFound("servers", "y"));

        Shell.Run run = shell.run("get", "servers", "a", "x", "y", "--no-headers");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.both())
                .isEqualTo(
                        """
                        a   STDIO   1   npm:x   Files
                        Error from server (NotFound): servers "x" not found
                        Error from server (NotFound): servers "y" not found
                        """);
    }

    @Test
    void severalKindsMakeTablesWhoseNamesCarryTheKind() {
        daemon.on("GET /api/v1/servers?as=table", table("{\"name\":\"NAME\"}", row("server", "a")));
        daemon.on("GET /api/v1/secrets?as=table", table("{\"name\":\"NAME\"}", row("secret", "s")));
        daemon.on("GET /api/v1/projects?as=table", table("{\"name\":\"NAME\"}", ""));

        Shell.Run run = shell.run("get", "servers,projects,sec");

        assertThat(run.out()).isEqualTo("NAME\nserver/a\n\nNAME\nsecret/s\n");
    }

    private static String row(String kind, String name) {
        return "{\"kind\":\"" + kind + "\",\"name\":\"" + name + "\",\"cells\":[\"" + name + "\"]}";
    }

    @Test
    @DisplayName("M-131: yaml is the flat manifest, json the resource, name the key")
    void getPrintsWholeResources() {
        daemon.on("GET /api/v1/servers/files", ScriptedDaemon.FILES);
        daemon.on(
                "GET /api/v1/servers",
                "{\"items\":[" + ScriptedDaemon.FILES + "],\"metadata\":{}}");

        assertThat(shell.run("get", "server/files", "-o", "yaml").out())
                .isEqualTo(
                        """
                        kind: server
                        name: files
                        package:
                          name: "@acme/files"
                        replicas: 1
                        """);
        assertThat(shell.run("get", "server", "files", "-o", "name").out())
                .isEqualTo("server/files\n");
        assertThat(JsonCodec.read(shell.run("get", "server", "files", "-o", "json").out()))
                .isEqualTo(JsonCodec.read(ScriptedDaemon.FILES));
        assertThat(
                        JsonCodec.read(shell.run("get", "servers", "-o", "json").out())
                                .path("kind")
                                .asText())
                .isEqualTo("List");
    }

    @Test
    @DisplayName("M-125: get all prints what an export holds")
    void getAllAsksForTheExport() {
        daemon.on(
                "GET /api/v1/all?project=demo",
                "{\"items\":[" + ScriptedDaemon.SECRET + "," + ScriptedDaemon.FILES + "]}");

        Shell.Run tables = shell.run("get", "all", "--project", "demo");
        Shell.Run yaml = shell.run("get", "all", "--project", "demo", "-o", "yaml");

        assertThat(tables.out()).contains("secret/creds   KEY").contains("server/files   STDIO");
        assertThat(yaml.out())
                .startsWith("kind: secret\nname: creds\n")
                .contains("\n---\nkind: server\n");
    }

    private static String watchEvent(String type, int id, String row) {
        return "event: " + type + "\nid: " + id + "\ndata: " + row + "\n\n";
    }

    private static String stateRow(String name, String state) {
        return "{\"kind\":\"server\",\"name\":\""
                + name
                + "\",\"cells\":[\""
                + name
                + "\",\""
                + state
                + "\"]}";
    }

    /** A list of one server, and a watch of it that mcpd ends. */
    private void watched(String query) {
        daemon.on(
                "GET /api/v1/servers?" + query,
                "{\"columns\":[{\"name\":\"NAME\"},{\"name\":\"STATE\"}],\"rows\":["
                        + stateRow("files", "Running")
                        + "],\"metadata\":{\"position\":7}}");
        daemon.on(
                "GET /api/v1/servers?watch=true&" + query + "&position=7",
                200,
                "text/event-stream",
                watchEvent("ADDED", 8, stateRow("new", "Starting"))
                        + watchEvent("STATUS", 9, stateRow("new", "Running"))
                        + watchEvent("DELETED", 10, stateRow("files", "Running")));
    }

    @Test
    @DisplayName("M-131: what is deleted is printed once more, and marked when that is asked for")
    void aWatchSaysWhatWasDeletedWhenAsked() {
        watched("as=table");

        Shell.Run plain = shell.run("get", "servers", "-w", "--request-timeout", "1s");
        Shell.Run marked =
                shell.run(
                        "get", "servers", "-w", "--output-watch-events", "--request-timeout", "1s");

        assertThat(plain.out())
                .startsWith(
                        """
                        NAME    STATE
                        files   Running
                        new     Starting
                        new     Running
                        files   Running
                        """);
        assertThat(marked.out())
                .startsWith(
                        """
                        EVENT   NAME    STATE
                        ADDED   files   Running
                        ADDED   new     Starting
                        MODIFIED   new     Running
                        DELETED    files   Running
                        """);
    }

    @Test
    void eventsAreOfAWatch() {
        assertThat(shell.run("get", "servers", "--output-watch-events").exitCode()).isEqualTo(2);
    }

    @Test
    @DisplayName("M-131: jsonpath of one, of a list, from a file, and what is wrong with it")
    void getPrintsWhatATemplateMakes() throws IOException {
        daemon.on("GET /api/v1/servers/files", ScriptedDaemon.FILES);
        daemon.on(
                "GET /api/v1/servers",
                "{\"items\":[" + ScriptedDaemon.FILES + "],\"metadata\":{}}");
        Files.writeString(
                directory.resolve("names"), "{range .items[*]}{.metadata.name}{\"\\n\"}{end}");

        assertThat(shell.run("get", "server/files", "-o", "jsonpath={.metadata.name}").out())
                .isEqualTo("files");
        assertThat(shell.run("get", "servers", "-o", "jsonpath-file=names").out())
                .isEqualTo("files\n");
        Shell.Run bounds = shell.run("get", "servers", "-o", "jsonpath={.items[3]}");
        assertThat(bounds.exitCode()).isEqualTo(1);
        assertThat(bounds.err())
                .isEqualTo("error: jsonpath: array index out of bounds: index 3, length 1\n");
        Shell.Run unread = shell.run("get", "servers", "-o", "jsonpath={.items[}");
        assertThat(unread.exitCode()).isEqualTo(2);
        assertThat(unread.err())
                .startsWith("error: jsonpath: column 9 of \"{.items[}\": expected a number");
        assertThat(shell.run("get", "servers", "-o", "jsonpath").err())
                .startsWith("error: expected -o jsonpath=TEMPLATE");
        assertThat(shell.run("get", "servers", "-o", "json=x").exitCode()).isEqualTo(2);
    }
}
