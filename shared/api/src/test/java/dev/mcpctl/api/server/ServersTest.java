package dev.mcpctl.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.SpecText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class ServersTest {
    @Test
    void aPackageIsReadWithItsDefaults() {
        ServerSpec spec =
                SpecText.read(
                        Servers.KIND, "package: {name: \"@scope/server\", version: \"2026.8.31\"}");

        assertThat(spec.source())
                .isEqualTo(
                        new ServerSource.NpmPackage("@scope/server", "2026.8.31", null, List.of()));
        assertThat(spec.effectiveRuntime()).isEqualTo(ServerRuntime.PROCESS);
        assertThat(spec.transport()).isEqualTo(Transport.STDIO);
        assertThat(spec.replicas()).isEqualTo(1);
        assertThat(spec.timeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(spec.healthCheck()).isEqualTo(HealthCheck.DEFAULT);
        assertThat(spec.source().label()).isEqualTo("npm:@scope/server@2026.8.31");
    }

    @Test
    void aUrlIsExternalAndSpeaksStreamableHttp() {
        ServerSpec spec =
                SpecText.read(
                        Servers.KIND,
                        """
                        url: https://mcp.example.com/mcp
                        transport: http
                        headers:
                          X-Org: "1"
                          Authorization: {valueFrom: {secretRef: {name: s, key: TOKEN}}}
                        """);

        assertThat(spec.effectiveRuntime()).isEqualTo(ServerRuntime.EXTERNAL);
        assertThat(spec.transport()).isEqualTo(Transport.STREAMABLE_HTTP);
        assertThat(((ServerSource.Url) spec.source()).headers())
                .containsEntry("X-Org", new Value.Literal("1"))
                .containsEntry(
                        "Authorization",
                        new Value.SecretKey(
                                "s",
                                "TOKEN",
                                "/spec/headers/Authorization/valueFrom/secretRef/name"));
    }

    @Test
    void everyMentionOfASecretIsFoundAtItsPlace() {
        ServerSpec spec =
                SpecText.read(
                        Servers.KIND,
                        """
                        command: node
                        env:
                          - {name: A, value: b}
                          - {name: B, valueFrom: {secretRef: {name: s, key: K}}}
                        envFrom: [{secretRef: {name: t}}]
                        """);

        assertThat(spec.env().keySet()).containsExactly("A", "B");
        assertThat(spec.secretMentions())
                .extracting(mention -> mention.name() + " " + mention.pointer())
                .containsExactly(
                        "t /spec/envFrom/0/secretRef/name",
                        "s /spec/env/1/valueFrom/secretRef/name");
    }

    @Test
    void aHealthCheckIsRead() {
        HealthCheck check =
                SpecText.read(
                                Servers.KIND,
                                "command: x\nhealthCheck: {tool: t, arguments: {a: 1}, intervalSeconds: 5, timeoutSeconds: 2, failureThreshold: 1, initialDelaySeconds: 0}")
                        .healthCheck();

        assertThat(check)
                .isEqualTo(
                        new HealthCheck(
                                Optional.of("t"),
                                JsonCodec.object().put("a", 1),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(2),
                                1,
                                Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secretDelivery: env",
                "sessionMode: shared",
                "pinning: off",
                "readOnly: false",
                "toolsets: {}",
                "enabledToolsets: []",
                "toolOverrides: {}",
                "runtime: process",
                "runtime: Process",
                "transport: stdio",
                "replicas: 0",
                "workingDir: /srv",
                "args: []",
                "description: \"\""
            })
    void whatIsTheDefaultAnywayPasses(String field) {
        assertThat(SpecText.faults(Servers.KIND, "command: node\n" + field)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // what has no effect yet
                "fromTemplate: grafana|/spec/fromTemplate templates are not available yet",
                "pullPolicy: Always|/spec/pullPolicy has an effect in containers only, and runtime docker is not available yet",
                "resources: {memory: 1Gi}|/spec/resources has an effect in containers only, and runtime docker is not available yet",
                "security: {user: a}|/spec/security has an effect in containers only, and runtime docker is not available yet",
                "mounts: []|/spec/mounts has an effect in containers only, and runtime docker is not available yet",
                "containerPort: 80|/spec/containerPort has an effect on SSE and STREAMABLE_HTTP servers that mcpd runs, which are not available yet",
                "path: /mcp|/spec/path has an effect on SSE and STREAMABLE_HTTP servers that mcpd runs, which are not available yet",
                "secretDelivery: file|/spec/secretDelivery only env is available yet",
                "sessionMode: perUser|/spec/sessionMode only shared is available yet",
                "pinning: warn|/spec/pinning only off is available yet",
                "readOnly: true|/spec/readOnly read-only servers are not available yet",
                "toolsets: {a: []}|/spec/toolsets toolsets are not available yet",
                "enabledToolsets: [a]|/spec/enabledToolsets toolsets are not available yet",
                "toolOverrides: {a: {}}|/spec/toolOverrides toolsets are not available yet",
                "replicas: 2|/spec/replicas more than 1 replica is not available yet; expected 0 or 1",
                "runtime: docker|/spec/runtime docker is not available yet; expected process or external",
                "runtime: kubernetes|/spec/runtime kubernetes is not available yet; expected process or external",
                "runtime: builtin|/spec/runtime builtin is not available yet; expected process or external",
                "transport: SSE|/spec/transport SSE is not available under runtime process yet; expected STDIO",
                "transport: HTTP|/spec/transport STREAMABLE_HTTP is not available under runtime process yet; expected STDIO",
                // what does not fit
                "runtime: external|/spec/runtime external needs a url",
                "headers: {A: b}|/spec/headers has an effect with url only",
                "workingDir: srv|/spec/workingDir expected an absolute path, got \"srv\"",
                "healthCheck: {arguments: {}}|/spec/healthCheck/arguments has no effect without tool",
                "env: [{name: A, value: a}, {name: A, value: b}]|/spec/env/1/name \"A\" is given twice",
                "env: [{name: A, value: a, valueFrom: {secretRef: {name: s, key: k}}}]|/spec/env/0 expected exactly one of value and valueFrom",
                "env: [{name: A}]|/spec/env/0 expected exactly one of value and valueFrom",
                "env: [{name: 1A, value: b}]|/spec/env/0/name \"1A\" is not the name of a variable",
                "envFrom: [{}]|/spec/envFrom/0/secretRef required",
                // wrong types
                "replicas: \"1\"|/spec/replicas expected a whole number, got the text \"1\"",
                "replicas: 1.0|/spec/replicas expected a whole number, got the number 1.0",
                "replicas: 11|/spec/replicas expected 0 to 10, got 11",
                "replicas: -1|/spec/replicas expected 0 to 10, got -1",
                "timeoutSeconds: 0|/spec/timeoutSeconds expected 1 to 3600, got 0",
                "description: 5|/spec/description expected text, got the number 5; quote it",
                "args: x|/spec/args expected a list, got the text \"x\"",
                "args: [1.10]|/spec/args/0 expected text, got the number 1.10; quote it",
                "env: {A: b}|/spec/env expected a list, got an object",
                "env: [A]|/spec/env/0 expected an object, got the text \"A\"",
                "env: [{name: A, value: 5}]|/spec/env/0/value expected text, got the number 5; quote it",
                "env: [{name: A, value: yes}, {name: B, value: true}]|/spec/env/1/value expected text, got the boolean true; quote it",
                "healthCheck: 5|/spec/healthCheck expected an object, got the number 5",
                "runtime: x|/spec/runtime expected docker | process | kubernetes | external | builtin, got \"x\"",
                // names that are not known
                "replicaz: 1|/spec/replicaz unknown field \"replicaz\"; did you mean \"replicas\"?",
                "healthCheck: {intervalSecond: 5}|/spec/healthCheck/intervalSecond unknown field \"intervalSecond\"; did you mean \"intervalSeconds\"?",
                "env: [{name: A, value: b, from: c}]|/spec/env/0/from unknown field \"from\"; expected one of name, value, valueFrom",
                "a/b~c: 1|/spec/a~1b~0c unknown field \"a/b~c\"",
            })
    void whatIsWrongIsRefusedByName(String field, String fault) {
        List<String> faults = SpecText.faults(Servers.KIND, "command: node\n" + field);

        assertThat(faults).hasSize(1);
        assertThat(faults.getFirst()).startsWith(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "description: x|/spec a server needs a source: exactly one of package, command, url",
                "command: a\\nurl: http://b|/spec/url exactly one source is allowed, and command is given as well",
                "package: {name: a}\\ncommand: b|/spec/command exactly one source is allowed, and package is given as well",
                "image: a|/spec/image runtime docker is not available yet; expected package, command or url",
                "dockerImage: a|/spec/image runtime docker is not available yet; expected package, command or url",
                "builtin: a|/spec/builtin built-in servers are not available yet; expected package, command or url",
                "command: \" \"|/spec/command expected a program, got nothing",
                "package: a|/spec/package expected an object, got the text \"a\"",
                "package: {version: \"1.0.0\"}|/spec/package/name required",
                "package: {name: Upper}|/spec/package/name \"Upper\" is not the name of an npm package",
                "package: {name: a, registry: pypi}|/spec/package/registry expected npm, got \"pypi\"",
                "package: {name: a, version: latest}|/spec/package/version expected an exact version such as 1.2.3, got \"latest\"",
                "package: {name: a, version: ^1.0.0}|/spec/package/version expected an exact version such as 1.2.3, got \"^1.0.0\"",
                "package: {name: a, version: 1.10}|/spec/package/version expected text, got the number 1.10; quote it",
                "url: ftp://x|/spec/url expected http://HOST/PATH or https://HOST/PATH, got \"ftp://x\"",
                "url: http://u:p@x|/spec/url expected no user or password in it; use headers with a secret",
                "url: http://x\\nruntime: process|/spec/runtime a url is runtime external, not process",
                "url: http://x\\ntransport: SSE|/spec/transport SSE is not available for a url yet; expected STREAMABLE_HTTP",
                "url: http://x\\nargs: [a]|/spec/args has no effect on a server that runs elsewhere (url)",
                "url: http://x\\nworkingDir: /a|/spec/workingDir has no effect on a server that runs elsewhere (url)",
                "url: http://x\\nenv: [{name: A, value: b}]|/spec/env has no effect on a server that runs elsewhere (url)",
                "url: http://x\\nenvFrom: [{secretRef: {name: s}}]|/spec/envFrom has no effect on a server that runs elsewhere (url)",
                "url: http://x\\nheaders: {\"a b\": c}|/spec/headers/a b \"a b\" is not a header name",
                "url: http://x\\nheaders: {A: 5}|/spec/headers/A expected text or valueFrom, got the number 5",
                "url: http://x\\nheaders: {A: {}}|/spec/headers/A expected text or valueFrom",
            })
    void sourcesAreChecked(String yaml, String fault) {
        assertThat(SpecText.faults(Servers.KIND, yaml))
                .anySatisfy(found -> assertThat(found).startsWith(fault));
    }

    @Test
    void aliasesFoldIntoTheCanonicalShape() {
        assertThat(Servers.KIND.canonical(SpecText.spec("dockerImage: a\ntransport: http")))
                .isEqualTo(SpecText.spec("image: a\ntransport: STREAMABLE_HTTP"));
        assertThat(Servers.KIND.canonical(SpecText.spec("transport: Sse")))
                .isEqualTo(SpecText.spec("transport: SSE"));
    }

    @Test
    void theTableShowsTheResolvedVersionOfAPackage() {
        Resource resource =
                Resource.of(
                                Metadata.named("server", null, "a"),
                                SpecText.spec("package: {name: a}\ndescription: D"))
                        .withStatus(
                                JsonCodec.object()
                                        .put("packageVersion", "1.2.3")
                                        .put("state", "Running"));

        assertThat(Servers.KIND.cells(resource, true, Instant.EPOCH))
                .containsExactly(
                        "a",
                        "STDIO",
                        "1",
                        "npm:a@1.2.3",
                        "D",
                        "Running",
                        "-",
                        "process",
                        "<unknown>");
        assertThat(Servers.KIND.columns(false))
                .extracting(column -> column.header())
                .containsExactly("NAME", "TRANSPORT", "REPLICAS", "DOCKER IMAGE", "DESCRIPTION");
    }
}
