package dev.mcpctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The verbs that talk to mcpd, against a daemon that answers as it was told. */
class VerbsIT {
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

    @Test
    @DisplayName("M-123: apply says created, configured or unchanged")
    void applySendsEveryDocumentAtOnce() throws IOException {
        Files.writeString(
                directory.resolve("a.yaml"),
                "kind: server\nname: a\ncommand: cat\n---\nkind: secret\nname: s\n");
        daemon.on(
                "POST /api/v1/apply",
                "{\"results\":[{\"kind\":\"secret\",\"name\":\"s\",\"outcome\":\"unchanged\"},"
                        + "{\"kind\":\"server\",\"name\":\"a\",\"outcome\":\"created\"}],"
                        + "\"notices\":[\"beware\"]}");

        Shell.Run run = shell.run("apply", "-f", "a.yaml");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("secret/s unchanged\nserver/a created\n");
        assertThat(run.err()).isEqualTo("beware\n");
        assertThat(daemon.only("POST /api/v1/apply").json().path("resources")).hasSize(2);
    }

    @Test
    @DisplayName("M-124: what mcpd refuses is shown with file, line, column, document and field")
    void applyShowsWhereTheFaultIs() throws IOException {
        Files.writeString(
                directory.resolve("a.yaml"),
                "kind: secret\nname: s\n---\nkind: server\nname: a\ncommand: cat\nreplicas: 11\n");
        daemon.refuse(
                "POST /api/v1/apply?dryRun=true",
                Problem.invalid(
                        "the manifest",
                        List.of(
                                new Fault(
                                        "/resources/1/spec/replicas",
                                        "expected 0 to 10, got 11"))));

        Shell.Run run = shell.run("apply", "-f", "a.yaml", "--dry-run=server");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo(
                        "error: a.yaml:7:11: document 2: spec.replicas: expected 0 to 10, got 11\n");
    }

    @Test
    @DisplayName("M-042, M-043, M-050: a secret's values come from flags, files and the input")
    void createSecretReadsValuesFromWhereFlagsSay() throws IOException {
        Files.writeString(directory.resolve("key.txt"), "k3y\n");
        Files.writeString(directory.resolve("whole.txt"), "line\n");
        Files.writeString(directory.resolve("s.env"), "# comment\nE=a=b\n\n");
        daemon.on("POST /api/v1/secrets", 201, ScriptedDaemon.SECRET);

        Shell.Run run =
                shell.typing("typed\n")
                        .run(
                                "create",
                                "secret",
                                "creds",
                                "--data",
                                "URL=http://h:3000/?a=b",
                                "--data",
                                "KEY=@key.txt",
                                "--data",
                                "IN=-",
                                "--from-file",
                                "WHOLE=whole.txt",
                                "--from-env-file",
                                "s.env");

        assertThat(run.out()).isEqualTo("secret/creds created\n");
        assertThat(daemon.only("POST /api/v1/secrets").json().at("/spec/data"))
                .isEqualTo(
                        JsonCodec.read(
                                "{\"E\":\"a=b\",\"WHOLE\":\"line\\n\",\"URL\":\"http://h:3000/?a=b\","
                                        + "\"KEY\":\"k3y\",\"IN\":\"typed\"}"));
    }

    @Test
    void aMalformedValueOfASecretIsNotShown() {
        Shell.Run run = shell.run("create", "secret", "creds", "--data", "hunter2");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.both()).doesNotContain("hunter2");
    }

    @Test
    void aFileOfASecretNeedsAKey() {
        Shell.Run run = shell.run("create", "secret", "creds", "--from-file", "key.txt");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("error: --from-file: expected KEY=PATH, got no '='\n");
    }

    @Test
    @DisplayName("M-074: the flags of create server make the spec of a manifest")
    void createServerMakesASpec() {
        daemon.on("POST /api/v1/servers", 201, ScriptedDaemon.FILES);

        Shell.Run run =
                shell.run(
                        "create",
                        "server",
                        "files",
                        "--package",
                        "@acme/files@1.2.3",
                        "--arg",
                        "/data",
                        "--arg=-y",
                        "--env",
                        "A=b=c",
                        "--env-from-secret",
                        "creds",
                        "--replicas",
                        "0",
                        "--description",
                        "Files");

        assertThat(run.out()).isEqualTo("server/files created\n");
        assertThat(daemon.only("POST /api/v1/servers").json().path("spec"))
                .isEqualTo(
                        JsonCodec.read(
                                """
                                {"description":"Files",
                                 "package":{"registry":"npm","name":"@acme/files","version":"1.2.3"},
                                 "args":["/data","-y"],
                                 "env":[{"name":"A","value":"b=c"}],
                                 "envFrom":[{"secretRef":{"name":"creds"}}],
                                 "replicas":0}
                                """));
    }

    @Test
    @DisplayName("M-058: create server names a template beside what is its own")
    void createServerNamesATemplate() {
        daemon.on("POST /api/v1/servers", 201, ScriptedDaemon.FILES);

        Shell.Run run =
                shell.run(
                        "create",
                        "server",
                        "my-grafana",
                        "--from-template",
                        "grafana",
                        "--docker-image",
                        "grafana/mcp-grafana:1",
                        "--pull-policy",
                        "Never",
                        "--env-from-secret",
                        "grafana-creds");

        assertThat(run.exitCode()).as(run.both()).isZero();
        assertThat(daemon.only("POST /api/v1/servers").json().path("spec"))
                .isEqualTo(
                        JsonCodec.read(
                                """
                                {"fromTemplate":"grafana",
                                 "image":"grafana/mcp-grafana:1",
                                 "pullPolicy":"Never",
                                 "envFrom":[{"secretRef":{"name":"grafana-creds"}}]}
                                """));
    }

    @Test
    void createWithClientDryRunAsksNobody() {
        Shell.Run run =
                shell.run(
                        "create",
                        "project",
                        "demo",
                        "--server",
                        "files",
                        "--dry-run",
                        "-o",
                        "yaml");

        assertThat(run.out()).isEqualTo("kind: project\nname: demo\nservers:\n  - files\n");
        assertThat(daemon.requests()).isEmpty();
    }

    @Test
    @DisplayName("M-096, M-314: patch changes the fields named, in the state that was read")
    void patchReplacesWithTheVersionThatWasRead() {
        daemon.on("GET /api/v1/servers/files", ScriptedDaemon.FILES)
                .on("PUT /api/v1/servers/files", ScriptedDaemon.FILES);

        Shell.Run run =
                shell.run(
                        "patch",
                        "server",
                        "files",
                        "healthCheck.intervalSeconds=30",
                        "description=Text",
                        "labels.acme.com/team=x",
                        "replicas=null");

        ScriptedDaemon.Request put = daemon.only("PUT /api/v1/servers/files");
        assertThat(run.exitCode()).isZero();
        assertThat(put.headers()).containsEntry("If-match", "\"7\"");
        assertThat(put.json().path("spec"))
                .isEqualTo(
                        JsonCodec.read(
                                "{\"package\":{\"name\":\"@acme/files\"},\"healthCheck\":{\"intervalSeconds\":30},"
                                        + "\"description\":\"Text\"}"));
        assertThat(put.json().at("/metadata/labels/acme.com~1team").asText()).isEqualTo("x");
    }

    @Test
    @DisplayName("M-132: a patch that somebody overtook is made again on what they wrote")
    void patchIsRepeatedAfterAConflict() {
        daemon.on("GET /api/v1/servers/files", ScriptedDaemon.FILES)
                .refuse("PUT /api/v1/servers/files", new Problem(ProblemType.CONFLICT, "changed"))
                .on("PUT /api/v1/servers/files", ScriptedDaemon.FILES);

        Shell.Run run = shell.run("patch", "server/files", "-p", "{\"replicas\":0}");

        assertThat(run.exitCode()).isZero();
        assertThat(daemon.requests()).hasSize(4);
    }

    @Test
    void aPatchOfTheWholeEnvelopeIsExplained() {
        daemon.on("GET /api/v1/servers/files", ScriptedDaemon.FILES);

        Shell.Run run = shell.run("patch", "server/files", "-p", "{\"spec\":{\"replicas\":0}}");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("a patch begins at the fields of the spec");
    }

    @Test
    @DisplayName("K-05, M-078: delete prints what is gone and what was detached")
    void deleteSaysWhatWasDetached() {
        daemon.on(
                "DELETE /api/v1/servers/files",
                "{\"deleted\":{\"kind\":\"server\",\"name\":\"files\"},"
                        + "\"detached\":[{\"kind\":\"project\",\"name\":\"demo\"}]}");
        daemon.refuse("DELETE /api/v1/servers/x", Problem.notFound("servers", "x"));

        Shell.Run run = shell.run("delete", "server", "x", "files");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("server \"files\" deleted\n  detached from project/demo\n");
        assertThat(run.err()).isEqualTo("Error from server (NotFound): servers \"x\" not found\n");
    }

    @Test
    @DisplayName("A-29: --all asks on a terminal, and anything but yes deletes nothing")
    void deleteOfAllIsConfirmedOnATerminal() {
        daemon.on(
                "GET /api/v1/servers",
                "{\"items\":[" + ScriptedDaemon.FILES + "],\"metadata\":{}}");
        daemon.on(
                "DELETE /api/v1/servers/files",
                "{\"deleted\":{\"kind\":\"server\",\"name\":\"files\"}}");

        Shell.Run refused = shell.onTerminal().typing("n\n").run("delete", "servers", "--all");
        int asked = daemon.requests().size();
        Shell.Run confirmed = shell.typing("y\n").run("delete", "servers", "--all");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).startsWith("Delete server/files? [y/N] Nothing was deleted.");
        assertThat(asked).isEqualTo(1);
        assertThat(confirmed.out()).isEqualTo("server \"files\" deleted\n");
    }

    @Test
    void deleteByFileGoesAgainstTheOrderOfReferences() throws IOException {
        Files.writeString(
                directory.resolve("a.yaml"),
                "secrets: [{name: s}]\nprojects: [{name: p}]\nservers: [{name: a}]\n");
        daemon.on("DELETE /api/v1/secrets/s", "{\"deleted\":{}}")
                .on("DELETE /api/v1/projects/p", "{\"deleted\":{}}")
                .on("DELETE /api/v1/servers/a", "{\"deleted\":{}}");

        Shell.Run run = shell.run("delete", "-f", "a.yaml");

        assertThat(run.out())
                .isEqualTo("project \"p\" deleted\nserver \"a\" deleted\nsecret \"s\" deleted\n");
    }

    @Test
    @DisplayName("M-098: attach-server and detach-server write the project's list")
    void attachAndDetach() {
        String attachment =
                "{\"kind\":\"serverattachment\",\"metadata\":{\"name\":\"docs\",\"project\":\"demo\"},"
                        + "\"spec\":{\"server\":\"files\"}}";
        daemon.on("POST /api/v1/projects/demo/serverattachments", 201, attachment);
        daemon.on(
                "DELETE /api/v1/projects/demo/serverattachments/docs",
                "{\"deleted\":{\"kind\":\"serverattachment\",\"name\":\"docs\"}}");

        Shell.Run attached =
                shell.run("--project", "demo", "attach-server", "files", "--alias", "docs");
        Shell.Run detached = shell.run("--project", "demo", "detach-server", "docs");

        assertThat(attached.out())
                .isEqualTo("server \"files\" attached to project \"demo\" as \"docs\"\n");
        assertThat(detached.out()).isEqualTo("server \"docs\" detached from project \"demo\"\n");
    }

    @Test
    @DisplayName("M-073: the flags of logs reach mcpd; the text comes as it is")
    void logsPassThrough() {
        daemon.on(
                "GET /api/v1/servers/files/logs?tail=5&since=PT10M&previous=true",
                200,
                "text/plain",
                "one\ntwo");

        Shell.Run run =
                shell.run("logs", "server/files", "--tail", "5", "--since", "10m", "--previous");

        assertThat(run.out()).isEqualTo("one\ntwo");
    }

    @Test
    void anUnreachableDaemonIsExitCodeThreeAndOneLine() {
        daemon.close();

        Shell.Run run = shell.run("get", "servers");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).startsWith("error: mcpd at " + daemon.url() + " is out of reach");
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void aWrongTokenIsOneLine() {
        daemon.refuse(
                "GET /api/v1/servers?as=table",
                new Problem(ProblemType.UNAUTHORIZED, "the token is not known"));

        Shell.Run run = shell.run("get", "servers");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "Error from server (Unauthorized): the token is not known; it is that of"
                                + " the variable MCPCTL_TOKEN\n");
    }

    @Test
    @DisplayName("M-124: faults stand in the order of files and lines, not as mcpd found them")
    void faultsAreInTheOrderOfTheFile() throws IOException {
        Files.writeString(
                directory.resolve("a.yaml"),
                "kind: server\nname: one\nreplicas: 99\nruntime: moon\n---\nkind: server\nname: two\nreplicas: 98\n");
        daemon.refuse(
                "POST /api/v1/apply",
                Problem.invalid(
                        "resources",
                        List.of(
                                new Fault("/resources/1/spec/replicas", "expected 0 to 10"),
                                new Fault("/resources/0/spec/runtime", "expected process"),
                                new Fault("/resources/0/spec/replicas", "expected 0 to 10"))));

        Shell.Run run = shell.run("apply", "-f", "a.yaml");

        assertThat(run.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("a.yaml:3:", "spec.replicas"),
                        line -> assertThat(line).contains("a.yaml:4:", "spec.runtime"),
                        line -> assertThat(line).contains("a.yaml:8:", "spec.replicas"));
    }
}
