package dev.mcpctl.cli.create;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.cli.Shell;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Flags of {@code create server} and {@code create template}, by the manifest they stand for. */
class ServerFlagsTest {
    @TempDir Path directory;

    private Shell.Run dryRun(String kind, String... flags) {
        List<String> words = new ArrayList<>(List.of("create", kind, "x"));
        words.addAll(List.of(flags));
        words.addAll(List.of("--dry-run=client", "-o", "yaml"));
        return new Shell(directory).run(words.toArray(String[]::new));
    }

    @Test
    @DisplayName("M-074: what a container may do and use is said by flags")
    void aContainerIsHeldAsTheFlagsSay() {
        Shell.Run run =
                dryRun(
                        "server",
                        "--docker-image=acme/shell:1",
                        "--memory=1Gi",
                        "--cpus=0.5",
                        "--pids=64",
                        "--user=1000:1000",
                        "--capability=NET_BIND_SERVICE",
                        "--cap-add=CHOWN",
                        "--read-only-root=false",
                        "--network=none",
                        "--mount=source=data,target=/data,readonly",
                        "--mount",
                        "type=bind,src=/srv/files,dst=/files",
                        "--working-dir=/app",
                        "--timeout=2m");

        assertThat(run.both())
                .isEqualTo(
                        """
                        kind: server
                        name: x
                        image: acme/shell:1
                        workingDir: /app
                        timeoutSeconds: 120
                        resources:
                          memory: "1Gi"
                          cpus: 0.5
                          pids: 64
                        security:
                          readOnlyRoot: false
                          user: "1000:1000"
                          capabilities:
                            - NET_BIND_SERVICE
                            - CHOWN
                          network: none
                        mounts:
                          - source: data
                            target: /data
                            readOnly: true
                          - type: bind
                            source: /srv/files
                            target: /files
                        """);
    }

    @Test
    @DisplayName("M-057: a template takes every flag that a server has")
    void aTemplateTakesThemToo() {
        Shell.Run run =
                dryRun(
                        "template",
                        "--docker-image=acme/wiki",
                        "--description=Wiki",
                        "--memory=256Mi",
                        "--health-tool=ping",
                        "--health-args={\"deep\":true}",
                        "--health-interval=30s",
                        "--health-timeout=5",
                        "--health-retries=2",
                        "--health-start-period=1m",
                        "--read-only-root");

        assertThat(run.both())
                .isEqualTo(
                        """
                        kind: template
                        name: x
                        description: Wiki
                        image: acme/wiki
                        healthCheck:
                          tool: ping
                          arguments:
                            deep: true
                          intervalSeconds: 30
                          timeoutSeconds: 5
                          failureThreshold: 2
                          initialDelaySeconds: 60
                        resources:
                          memory: "256Mi"
                        security:
                          readOnlyRoot: true
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "--memory=512m -> --memory: expected an amount of at least 16Mi such as 512Mi or 1Gi, got the text \"512m\"",
                "--cpus=many -> --cpus: expected a number from 0.01 to 1024 such as 0.5, got the text \"many\"",
                "--pids=2 -> --pids: expected 8 to 4194304, got 2",
                "--pids-limit=x -> --pids: expected a whole number, got the text \"x\"",
                "--user=a:b:c -> --user: expected a user or USER:GROUP, got \"a:b:c\"",
                "--capability=all -> --capability: expected the name of each capability, got ALL",
                "--network=host -> --network: the host's network would let anybody past mcpd to the server; expected bridge, none or the name of a network",
                "--read-only-root=maybe -> Invalid value for option '--read-only-root': expected true or false, got \"maybe\"",
                "--mount=data:/data -> --mount: expected type=volume|bind,source=NAME,target=PATH[,readonly], got \"data:/data\": no '=' in \"data:/data\"",
                "--mount=source=d,target=/d,size=1 -> --mount: expected type=volume|bind,source=NAME,target=PATH[,readonly], got \"source=d,target=/d,size=1\": unknown \"size\"",
                "--mount=source=d,target=d -> --mount: expected an absolute path below /, without . and .., got \"d\"",
                "--mount=type=tmpfs,source=d,target=/d -> --mount: expected volume | bind, got \"tmpfs\"",
                "--health-args=5 -> --health-args: expected an object, got the number 5",
                "--health-interval=500ms -> --health-interval: expected whole seconds, got 500 milliseconds",
                "--health-timeout=1h -> --health-timeout: expected 1 to 600, got 3600",
                "--health-interval=soon -> Invalid value for option '--health-interval': expected a time such as 30s, 10m or 2h, got \"soon\"",
                "--replicas=11 -> --replicas: expected 0 to 10, got 11",
                "--replicas=two -> --replicas: expected a whole number, got the text \"two\"",
                "--transport=carrier -> --transport: expected STDIO | SSE | STREAMABLE_HTTP, got \"carrier\"",
                "--container-port=99999 -> --container-port: has an effect on SSE and STREAMABLE_HTTP servers only",
                "--pull-policy=Sometimes -> --pull-policy: expected Always | IfNotPresent | Never, got \"Sometimes\"",
                "--working-dir=data -> --working-dir: expected an absolute path, got \"data\"",
                "--command=node --memory=1Gi --package=x -> --package: exactly one source is allowed, and image is given as well",
            })
    void aWrongValueIsOneLineThatNamesFlagValueAndExpectation(String flags, String message) {
        List<String> given = new ArrayList<>(List.of("--docker-image=acme/shell:1"));
        given.addAll(List.of(flags.split(" ")));

        Shell.Run run = dryRun("server", given.toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.both())
                .isEqualTo("error: " + message + "\nSee \"mcpctl create server --help\".\n");
    }

    @Test
    void whatHasNoEffectWithoutAContainerIsRefusedByItsFlag() {
        assertThat(dryRun("server", "--command=node", "--memory=1Gi").err())
                .startsWith("error: --memory: has an effect under runtime docker only\n");
    }

    @Test
    void whatATemplateMayStillSayIsLeftToMcpd() {
        Shell.Run run = dryRun("server", "--from-template=grafana", "--memory=1Gi");

        assertThat(run.both())
                .isEqualTo(
                        """
                        kind: server
                        name: x
                        fromTemplate: grafana
                        resources:
                          memory: "1Gi"
                        """);
    }

    @Test
    void theHelpGroupsThem() {
        assertThat(new Shell(directory).run("create", "server", "--help").out())
                .containsSubsequence(
                        "--docker-image", "Of its container:", "--memory", "Of its health check:");
    }
}
