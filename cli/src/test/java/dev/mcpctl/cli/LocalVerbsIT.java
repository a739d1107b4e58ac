package dev.mcpctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** Login and contexts, the editor, and what goes to mcplocal. */
class LocalVerbsIT {
    private static final String SERVER =
            """
            {"kind":"server","metadata":{"name":"files","uid":"u","generation":1,\
            "resourceVersion":"7"},"spec":{"command":"cat","replicas":1},"status":{}}\
            """;

    @TempDir Path directory;
    private ScriptedDaemon daemon;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        daemon = new ScriptedDaemon();
        shell = new Shell(directory);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private Shell loggedIn() {
        daemon.on("GET /api/v1/version", "{\"identity\":\"user:ann\",\"version\":\"0.1.0\"}");
        Shell.Run run =
                shell.typing("s3cret\n")
                        .run("login", "--mcpd-url", daemon.url(), "--token-file", "-");
        assertThat(run.exitCode()).as(run.both()).isZero();
        return shell;
    }

    @Test
    @DisplayName("M-034, M-035: login stores address and token, private, and uses them")
    void loginStoresAndUsesAContext() throws IOException {
        loggedIn();
        daemon.on("GET /api/v1/servers?as=table", "{\"columns\":[],\"rows\":[],\"metadata\":{}}");

        Shell.Run run = shell.run("get", "servers");

        Path credentials = directory.resolve("home/credentials");
        assertThat(run.exitCode()).as(run.both()).isZero();
        assertThat(daemon.only("GET /api/v1/servers?as=table").headers())
                .containsEntry("Authorization", "Bearer s3cret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credentials)))
                .isEqualTo("rw-------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory.resolve("home"))))
                .isEqualTo("rwx------");
    }

    @Test
    void theMcplocalOfThisHomeIsShownItsTokenAndNobodyElseIs() {
        daemon.on("POST /projects/demo/call", "{\"content\":[]}");
        Home home = new Home(directory.resolve("home")).create();
        home.writePrivate(home.localProxyToken(), "its-own\n".getBytes(StandardCharsets.UTF_8));
        URI url = URI.create(daemon.url());
        shell.with("MCPLOCAL_PORT", Integer.toString(url.getPort()));

        Shell.Run elsewhere = shell.run("call", "one/echo", "--project", "demo");
        RunFile.ofThisProcess(url.getPort(), null, url).write(home, Program.MCPLOCAL);
        Shell.Run own = shell.run("call", "one/echo", "--project", "demo");

        assertThat(elsewhere.exitCode()).as(elsewhere.both()).isZero();
        assertThat(own.exitCode()).as(own.both()).isZero();
        assertThat(daemon.requests().stream().map(ScriptedDaemon.Request::headers).toList())
                .satisfiesExactly(
                        first -> assertThat(first).doesNotContainKey("Authorization"),
                        second ->
                                assertThat(second)
                                        .containsEntry("Authorization", "Bearer its-own"));
    }

    @Test
    @DisplayName("M-034: a token that is kept for the address need not be given again")
    void loginKnowsTheTokenOfAnAddress() {
        loggedIn();

        Shell.Run again = shell.run("login", "--mcpd-url", daemon.url());
        Shell.Run other = shell.run("login", "--mcpd-url", "http://localhost:9");

        assertThat(again.out()).startsWith("Logged in to " + daemon.url() + " as user:ann");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).startsWith("error: no terminal to ask for the token on;");
        assertThat(shell.run("config", "get-contexts", "--no-headers").out().lines()).hasSize(2);
    }

    @Test
    @DisplayName("M-036: login with a wrong token exits 1, stores nothing and shows no token")
    void loginWithAWrongTokenStoresNothing() {
        daemon.refuse(
                "GET /api/v1/version", new Problem(ProblemType.UNAUTHORIZED, "not a known token"));

        Shell.Run run =
                shell.typing("s3cret")
                        .run("login", "--mcpd-url", daemon.url(), "--token-file", "-");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.both()).contains("Unauthorized").doesNotContain("s3cret");
        assertThat(directory.resolve("home/config.yaml")).doesNotExist();
        assertThat(directory.resolve("home/credentials")).doesNotExist();
    }

    @Test
    @DisplayName("M-041: logout forgets the token; config view masks it")
    void logoutForgetsTheToken() {
        Shell.Run before = loggedIn().run("config", "view");
        Shell.Run logout = shell.run("logout");
        Shell.Run after = shell.run("config", "view");

        assertThat(before.out()).contains("***").contains(daemon.url()).doesNotContain("s3cret");
        assertThat(logout.out()).startsWith("Logged out of context \"127.0.0.1:");
        assertThat(after.out()).doesNotContain("***");
    }

    @Test
    void contextsAreListedAndSwitched() {
        loggedIn();

        Shell.Run used = shell.run("config", "use-context", "local");
        Shell.Run list = shell.run("config", "get-contexts", "--no-headers");
        Shell.Run unknown = shell.run("config", "use-context", "nosuch");

        assertThat(used.out()).isEqualTo("Switched to context \"local\".\n");
        assertThat(list.out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("*   local").contains("<not running>"),
                        line -> assertThat(line).contains(daemon.url()).endsWith("yes"));
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).startsWith("error: no context \"nosuch\"");
    }

    @Test
    @DisplayName("M-035: a home that others may read is refused with an explanation")
    void aReadableHomeIsRefused() throws IOException {
        loggedIn();
        Files.setPosixFilePermissions(
                directory.resolve("home"), PosixFilePermissions.fromString("rwxr-xr-x"));

        Shell.Run run = shell.run("get", "servers");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("0755").contains("chmod 700");
    }

    private Shell editingWith(String script) throws IOException {
        Path editor = directory.resolve("editor");
        Files.writeString(editor, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(editor, PosixFilePermissions.fromString("rwxr-xr-x"));
        daemon.on("GET /api/v1/servers/files", SERVER);
        return shell.on(daemon).with("EDITOR", editor.toString());
    }

    @Test
    @DisplayName("M-076: an unchanged file changes nothing and exits 0")
    void anUnchangedFileIsCancelled() throws IOException {
        Shell.Run run = editingWith("true").run("edit", "server", "files");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("Edit cancelled, no changes made.\n");
        assertThat(daemon.requests()).hasSize(1);
    }

    @Test
    @DisplayName("M-076: what is invalid is opened again with the reason on top")
    void anInvalidFileIsOpenedAgain() throws IOException {
        daemon.refuse(
                "PUT /api/v1/servers/files",
                Problem.invalid(
                        "server",
                        List.of(new Fault("/spec/replicas", "expected 0 to 10, got 99"))));
        daemon.on("PUT /api/v1/servers/files", SERVER);
        String seen = directory.resolve("seen").toString();

        Shell.Run run =
                editingWith(
                                "cp \"$1\" "
                                        + seen
                                        + "; if grep -q 'replicas: 99' \"$1\"; then sed -i"
                                        + " s/99/0/ \"$1\"; else sed -i 's/replicas: 1/replicas: 99/' \"$1\"; fi")
                        .onTerminal()
                        .run("edit", "server/files");

        assertThat(run.exitCode()).as(run.both()).isZero();
        assertThat(run.out()).isEqualTo("server/files edited\n");
        assertThat(edited()).isEmpty();
        assertThat(Files.readString(Path.of(seen)))
                .contains("# spec.replicas: expected 0 to 10, got 99");
        assertThat(daemon.requests().getLast().json().at("/spec/replicas").asInt()).isZero();
        assertThat(daemon.requests().getLast().headers()).containsEntry("If-match", "\"7\"");
    }

    /** The texts of edits that lie about. */
    private List<Path> edited() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("mcpctl-edit-"))
                    .toList();
        }
    }

    private Shell editingWhatIsRefused(String script) throws IOException {
        daemon.refuse(
                "PUT /api/v1/servers/files",
                Problem.invalid(
                        "server",
                        List.of(new Fault("/spec/replicas", "expected 0 to 10, got 99"))));
        return editingWith(script);
    }

    @Test
    @DisplayName("M-076: what is saved again as it was, with its faults, ends the edit")
    void theSameInvalidTextEndsTheEdit() throws IOException {
        Shell.Run run =
                editingWhatIsRefused("sed -i 's/replicas: 1/replicas: 99/' \"$1\"")
                        .onTerminal()
                        .run("edit", "server/files");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("error: spec.replicas: expected 0 to 10, got 99")
                .contains("error: Edit cancelled, no valid changes were saved.")
                .contains("What you edited is kept in " + edited().getFirst());
        assertThat(edited().getFirst()).content().contains("replicas: 99");
        assertThat(daemon.requests()).hasSize(2);
    }

    @Test
    void aProgramThatEditsIsAskedOnce() throws IOException {
        Shell.Run run =
                editingWhatIsRefused("echo '  replicas: 99' >> \"$1\"").run("edit", "server/files");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("no valid changes were saved");
    }

    @Test
    @DisplayName("M-132: an edit that somebody overtook is a Conflict, and its file is kept")
    void anOvertakenEditIsKept() throws IOException {
        daemon.refuse(
                "PUT /api/v1/servers/files",
                new Problem(ProblemType.CONFLICT, "servers \"files\" has been changed"));

        Shell.Run run = editingWith("echo 'description: x' >> \"$1\"").run("edit", "server/files");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Error from server (Conflict): servers \"files\"");
        Path kept = Path.of(run.err().lines().findFirst().orElseThrow().split(" in ", 2)[1]);
        assertThat(kept).content().contains("description: x");
    }

    @Test
    @DisplayName("M-085: instances cannot be edited, and why is said")
    void instancesAreImmutable() throws IOException {
        Shell.Run run = editingWith("true").run("edit", "instance", "files-0");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "error: instances are immutable; edit the server that they are made from\n");
    }

    private Shell withLocalProxy() {
        return shell.with(
                "MCPLOCAL_PORT", daemon.url().substring(daemon.url().lastIndexOf(':') + 1));
    }

    @Test
    void callPrintsTextsAsTheyAreAndOtherContentAsJson() {
        daemon.on(
                "POST /projects/demo/call",
                "{\"content\":[{\"type\":\"text\",\"text\":\"one\"},{\"type\":\"image\",\"data\":\"aGk=\"}]}");

        Shell.Run run =
                withLocalProxy()
                        .run("call", "files/ls", "--project", "demo", "--args", "{\"path\":\".\"}");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("one\n{\n").contains("\"image\"");
        assertThat(daemon.requests().getFirst().json())
                .isEqualTo(
                        JsonCodec.read("{\"tool\":\"files/ls\",\"arguments\":{\"path\":\".\"}}"));
    }

    @Test
    void aToolThatFailsIsExitCodeOne() {
        daemon.on(
                "POST /projects/demo/call",
                "{\"content\":[{\"type\":\"text\",\"text\":\"no such file\"}],\"isError\":true}");

        Shell.Run run =
                withLocalProxy()
                        .typing("{}")
                        .run("--project", "demo", "call", "files/ls", "--args", "-");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("no such file\n");
        assertThat(run.err()).isEqualTo("error: the tool files/ls says that it failed\n");
    }

    @Test
    void aRefusedCallIsTheProblemThatMcplocalSent() {
        daemon.refuse("POST /projects/demo/call", Problem.notFound("projects", "demo"));

        Shell.Run run = withLocalProxy().run("call", "a/b", "--project", "demo");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("Error from server (NotFound): projects \"demo\" not found\n");
    }

    @Test
    void argumentsThatAreNoObjectAreAWrongCommandLine() {
        assertThat(shell.run("call", "a/b", "--project", "p", "--args", "[1]").exitCode())
                .isEqualTo(2);
        assertThat(shell.run("call", "a/b", "--project", "p", "--args", "{").err())
                .startsWith("error: --args: not JSON");
    }

    @Test
    @DisplayName("M-294: the console prints one line for each message")
    void theConsolePrintsALineAMessage() {
        daemon.on(
                "GET /inspect?project=demo",
                200,
                "text/event-stream",
                ": hello\n\ndata: {\"id\":1}\n\nevent: x\ndata: {\"id\":2}\n\n");

        Shell.Run run = withLocalProxy().run("console", "demo", "--inspect", "-o", "json");

        assertThat(run.out()).isEqualTo("{\"id\":1}\n{\"id\":2}\n");
    }

    @Test
    void withoutMcplocalItIsExitCodeThree() {
        Shell.Run run = shell.run("call", "a/b", "--project", "demo");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("mcplocal does not run").contains("mcpctl up");
    }

    @Test
    @DisplayName("M-111: the console prints what a client of the project sees, all pages")
    void theConsolePrintsWhatAClientSees() {
        daemon.on(
                "POST /projects/demo/mcp",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"capabilities\":{\"tools\":{},\"resources\":{}},\"instructions\":\"Be brief.\"}}");
        daemon.on(
                "POST /projects/demo/mcp",
                "{\"result\":{\"tools\":[{\"name\":\"a/x\",\"description\":\"Does x.\\nTwice.\",\"inputSchema\":{\"properties\":{\"n\":{\"type\":\"integer\"},\"m\":{}},\"required\":[\"n\"]}}],\"nextCursor\":\"c\"}}");
        daemon.on("POST /projects/demo/mcp", "{\"result\":{\"tools\":[{\"name\":\"a/y\"}]}}");
        daemon.on(
                "POST /projects/demo/mcp",
                "{\"result\":{\"resources\":[{\"uri\":\"demo://r\",\"name\":\"R\",\"description\":\"An r.\"}]}}");
        daemon.on(
                "POST /projects/demo/mcp",
                "{\"result\":{\"resourceTemplates\":[{\"uriTemplate\":\"demo://{id}\",\"name\":\"T\"}]}}");
        daemon.on(
                "GET /status",
                "{\"warnings\":[{\"project\":\"demo\",\"server\":\"b\",\"detail\":\"is away\"},{\"project\":\"p\",\"server\":\"c\",\"detail\":\"no\"}]}");

        Shell.Run run = withLocalProxy().run("console", "demo");

        assertThat(run.exitCode()).as(run.both()).isZero();
        assertThat(run.out())
                .isEqualTo(
                        """
                        Instructions:
                          Be brief.
                        Tools (2):
                          a/x
                              Does x.
                              Twice.
                              arguments: n (integer, required), m
                          a/y
                        Prompts (0):
                        Resources (1):
                          demo://r  R
                              An r.
                        Resource Templates (1):
                          demo://{id}  T
                        """);
        assertThat(run.err()).isEqualTo("warning: server \"b\": is away\n");
        assertThat(daemon.requests().get(2).json().at("/params/cursor").asText()).isEqualTo("c");
    }

    @Test
    void theConsoleRefusesAnUnknownProjectAndAScreenWithoutATerminal() {
        daemon.refuse("POST /projects/nosuch/mcp", Problem.notFound("projects", "nosuch"));

        assertThat(withLocalProxy().run("console", "nosuch").err())
                .isEqualTo("Error from server (NotFound): projects \"nosuch\" not found\n");
        assertThat(shell.run("console").exitCode()).isEqualTo(2);
        assertThat(shell.run("console", "--inspect").err())
                .startsWith("error: a screen needs a terminal");
    }
}
