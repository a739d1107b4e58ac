package dev.mcpctl.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.SpecText;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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
        assertThat(spec.impliedRuntime()).isEmpty();
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

        assertThat(spec.impliedRuntime()).contains(ServerRuntime.EXTERNAL);
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
    void whatAServerSaysOfSigningInIsRead() {
        String yaml =
                """
                url: https://mcp.example.com/mcp
                oauth:
                  credentials: shared
                  grant: client_credentials
                  issuer: https://auth.example.com
                  clientId: mcpctl
                  clientSecret: {valueFrom: {secretRef: {name: s, key: SECRET}}}
                  scopes: [read, write]
                """;
        ServerSpec spec = SpecText.read(Servers.KIND, yaml);

        SignIn signIn = ((ServerSource.Url) spec.source()).signIn();
        assertThat(signIn)
                .isEqualTo(
                        new SignIn(
                                SignIn.Credentials.SHARED,
                                SignIn.Grant.CLIENT_CREDENTIALS,
                                SignIn.Discovery.METADATA,
                                Optional.of("https://auth.example.com"),
                                Optional.of(new Value.Literal("mcpctl")),
                                Optional.of(
                                        new Value.SecretKey(
                                                "s",
                                                "SECRET",
                                                "/spec/oauth/clientSecret/valueFrom/secretRef/name")),
                                Optional.empty(),
                                List.of("read", "write")));
        assertThat(spec.secretMentions())
                .extracting(mention -> mention.name())
                .containsExactly("s");
        assertThat(
                        ((ServerSource.Url) SpecText.read(Servers.KIND, "url: http://x").source())
                                .signIn())
                .isEqualTo(SignIn.DEFAULT);
    }

    @Test
    void anImageIsADockerServerHeldTightly() {
        ServerSpec spec = SpecText.read(Servers.KIND, "image: grafana/mcp-grafana");

        assertThat(spec.source())
                .isEqualTo(new ServerSource.Image("grafana/mcp-grafana", null, Optional.empty()));
        assertThat(spec.source().label()).isEqualTo("grafana/mcp-grafana");
        assertThat(spec.impliedRuntime()).contains(ServerRuntime.DOCKER);
        assertThat(spec.transport()).isEqualTo(Transport.STDIO);
        assertThat(spec.listening()).isEmpty();
        assertThat(spec.container())
                .isEqualTo(
                        new ContainerSpec(
                                new Limits(512L << 20, 1_000_000_000L, 256),
                                new Confinement(true, "65532", List.of(), "bridge"),
                                List.of()));
    }

    @Test
    void everyRelaxationOfAContainerIsAFieldOfItsOwn() {
        ServerSpec spec =
                SpecText.read(
                        Servers.KIND,
                        """
                        image: "10.0.0.194:3012/michal/docmost-mcp:latest"
                        command: node
                        args: [server.js]
                        pullPolicy: ifnotpresent
                        transport: SSE
                        containerPort: 8086
                        replicas: 10
                        resources: {memory: 1Gi, cpus: 0.5, pids: 64}
                        security:
                          readOnlyRoot: false
                          user: "0:0"
                          capabilities: [CAP_NET_RAW, chown]
                          network: lab
                        mounts:
                          - {type: volume, source: data, target: /data, readOnly: true}
                          - {type: bind, source: /srv/x, target: /x}
                        """);

        assertThat(spec.source())
                .isEqualTo(
                        new ServerSource.Image(
                                "10.0.0.194:3012/michal/docmost-mcp:latest",
                                "node",
                                Optional.of(PullPolicy.IF_NOT_PRESENT)));
        assertThat(spec.args()).containsExactly("server.js");
        assertThat(spec.listening()).contains(new Listening(8086, "/sse"));
        assertThat(spec.replicas()).isEqualTo(10);
        assertThat(spec.container())
                .isEqualTo(
                        new ContainerSpec(
                                new Limits(1L << 30, 500_000_000L, 64),
                                new Confinement(false, "0:0", List.of("NET_RAW", "CHOWN"), "lab"),
                                List.of(
                                        new Mount(Mount.Type.VOLUME, "data", "/data", true),
                                        new Mount(Mount.Type.BIND, "/srv/x", "/x", false))));
    }

    @ParameterizedTest
    @CsvSource({
        "a,ALWAYS",
        "a:latest,ALWAYS",
        "h:5000/a,ALWAYS",
        "h:5000/a:1,IF_NOT_PRESENT",
        "a:1.2,IF_NOT_PRESENT",
        "a@sha256:0123,IF_NOT_PRESENT"
    })
    @DisplayName("A-53: a tag that moves is pulled each time")
    void theReferenceImpliesThePullPolicy(String reference, PullPolicy policy) {
        assertThat(PullPolicy.impliedBy(reference)).isEqualTo(policy);
    }

    @Test
    void theRuntimeOfAPackageIsTheOneThatWasRecorded() {
        ServerSpec spec = SpecText.read(Servers.KIND, "package: {name: a}");
        ServerSpec written = SpecText.read(Servers.KIND, "package: {name: a}\nruntime: process");

        assertThat(spec.effectiveRuntime(JsonCodec.object())).isEmpty();
        assertThat(spec.effectiveRuntime(JsonCodec.object().put("runtime", "docker")))
                .contains(ServerRuntime.DOCKER);
        assertThat(spec.effectiveRuntime(JsonCodec.object().put("runtime", "external"))).isEmpty();
        assertThat(written.effectiveRuntime(JsonCodec.object().put("runtime", "docker")))
                .contains(ServerRuntime.PROCESS);
    }

    @Test
    void aProcessMayServeHttp() {
        ServerSpec spec =
                SpecText.read(
                        Servers.KIND,
                        "command: node\ntransport: HTTP\ncontainerPort: 8000\npath: /a/b?c=d");

        assertThat(spec.listening()).contains(new Listening(8000, "/a/b?c=d"));
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

    @ParameterizedTest
    @EnumSource(SessionMode.class)
    void whomAnInstanceServesIsRead(SessionMode mode) {
        assertThat(
                        SpecText.read(
                                        Servers.KIND,
                                        "url: http://b/mcp\nsessionMode: " + mode.label())
                                .sessionMode())
                .isEqualTo(mode);
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
                "secretDelivery: file|/spec/secretDelivery only env is available yet",
                "sessionMode: perTeam|/spec/sessionMode expected shared | perUser | perSession, got \"perTeam\"",
                "pinning: warn|/spec/pinning only off is available yet",
                "readOnly: true|/spec/readOnly read-only servers are not available yet",
                "toolsets: {a: []}|/spec/toolsets toolsets are not available yet",
                "enabledToolsets: [a]|/spec/enabledToolsets toolsets are not available yet",
                "toolOverrides: {a: {}}|/spec/toolOverrides toolsets are not available yet",
                "runtime: kubernetes|/spec/runtime kubernetes is not available yet; expected docker, process or external",
                "runtime: builtin|/spec/runtime builtin is not available yet; expected docker, process or external",
                // what the runtime cannot honour
                "pullPolicy: Always|/spec/pullPolicy has an effect with image only",
                "resources: {memory: 1Gi}|/spec/resources has an effect under runtime docker only",
                "security: {user: a}|/spec/security has an effect under runtime docker only",
                "mounts: []|/spec/mounts has an effect under runtime docker only",
                "containerPort: 80|/spec/containerPort has an effect on SSE and STREAMABLE_HTTP servers only",
                "path: /mcp|/spec/path has an effect on SSE and STREAMABLE_HTTP servers only",
                "runtime: docker|/spec/runtime docker needs an image; a command by itself is runtime process",
                // what does not fit
                "transport: SSE|/spec/containerPort required with transport SSE: the port on which the server listens",
                "transport: HTTP|/spec/containerPort required with transport STREAMABLE_HTTP: the port on which the server listens",
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
                "description: x|/spec a server needs a source: exactly one of image, package, command, url",
                "command: a\\ntransport: HTTP\\ncontainerPort: 8080\\nreplicas: 2|/spec/replicas expected 0 or 1: processes would all have to listen on the same containerPort",
                "command: a\\nsessionMode: perUser\\nreplicas: 2|/spec/replicas expected 0 or 1 with sessionMode perUser: whoever calls has an instance of their own",
                "command: a\\ntransport: HTTP\\ncontainerPort: 8080\\nsessionMode: perSession|/spec/sessionMode expected shared: processes would all have to listen on the same containerPort",
                "url: http://b/mcp\\nreplicas: 2|/spec/replicas a server that runs elsewhere (url) has one instance here",
                "command: a\\nurl: http://b|/spec/url exactly one source is allowed, and command is given as well",
                "package: {name: a}\\ncommand: b|/spec/command exactly one source is allowed, and package is given as well",
                "image: a\\npackage: {name: b}|/spec/package exactly one source is allowed, and image is given as well",
                "image: a\\nurl: http://b\\ncommand: c|/spec/url exactly one source is allowed, and image is given as well",
                "image: \"\"|/spec/image expected an image such as ghcr.io/owner/name:tag, got \"\"",
                "image: A/b|/spec/image expected an image such as ghcr.io/owner/name:tag, got \"A/b\"",
                "image: \"a b\"|/spec/image expected an image such as ghcr.io/owner/name:tag, got \"a b\"",
                "image: 5|/spec/image expected text, got the number 5; quote it",
                "image: a\\ncommand: \"\"|/spec/command expected a program, got nothing",
                "image: a\\nruntime: process|/spec/runtime an image is runtime docker, not process",
                "image: a\\nruntime: external|/spec/runtime external needs a url",
                "image: a\\npullPolicy: x|/spec/pullPolicy expected Always | IfNotPresent | Never, got \"x\"",
                "image: a\\nheaders: {A: b}|/spec/headers has an effect with url only",
                "image: a\\ntransport: SSE\\ncontainerPort: 0|/spec/containerPort expected 1 to 65535, got 0",
                "image: a\\ntransport: SSE\\ncontainerPort: 1\\npath: x|/spec/path expected a path such as /mcp, got \"x\"",
                "image: a\\ntransport: SSE\\ncontainerPort: 1\\nsecurity: {network: none}|/spec/security/network without a network only a STDIO server can be reached",
                "image: a\\nsecurity: {network: host}|/spec/security/network the host's network would let anybody past mcpd",
                "image: a\\nsecurity: {network: \"container:x\"}|/spec/security/network \"container:x\" is not the name of a network",
                "image: a\\nsecurity: {user: \"a b\"}|/spec/security/user expected a user or USER:GROUP, got \"a b\"",
                "image: a\\nsecurity: {user: 0}|/spec/security/user expected text, got the number 0; quote it",
                "image: a\\nsecurity: {capabilities: [ALL]}|/spec/security/capabilities/0 expected the name of each capability, got ALL",
                "image: a\\nsecurity: {capabilities: [NET_RAW, \"x y\"]}|/spec/security/capabilities/1 \"X Y\" is not the name of a capability",
                "image: a\\nsecurity: {privileged: true}|/spec/security/privileged unknown field",
                "image: a\\nresources: {memory: 1x}|/spec/resources/memory expected an amount of at least 16Mi such as 512Mi or 1Gi, got the text \"1x\"",
                "image: a\\nresources: {memory: 1Mi}|/spec/resources/memory expected an amount of at least 16Mi",
                "image: a\\nresources: {memory: 999999999999999Ti}|/spec/resources/memory expected an amount of at least 16Mi",
                "image: a\\nresources: {cpus: 0}|/spec/resources/cpus expected a number from 0.01 to 1024 such as 0.5, got the number 0",
                "image: a\\nresources: {cpus: 500m}|/spec/resources/cpus expected a number from 0.01 to 1024 such as 0.5, got the text \"500m\"",
                "image: a\\nresources: {pids: 1}|/spec/resources/pids expected 8 to 4194304, got 1",
                "image: a\\nmounts: [{source: a}]|/spec/mounts/0/target required",
                "image: a\\nmounts: [{source: /a, target: /b}]|/spec/mounts/0/source \"/a\" is not the name of a volume",
                "image: a\\nmounts: [{type: bind, source: a, target: /b}]|/spec/mounts/0/source expected an absolute path without . and .., got \"a\"",
                "image: a\\nmounts: [{type: bind, source: /a/../etc, target: /b}]|/spec/mounts/0/source expected an absolute path without . and .., got \"/a/../etc\"",
                "image: a\\nmounts: [{source: a, target: /}]|/spec/mounts/0/target expected an absolute path below /",
                "image: a\\nmounts: [{source: a, target: /b}, {source: c, target: /b}]|/spec/mounts/1/target is given twice",
                "package: {name: a}\\nmounts: []|/spec/mounts has an effect under runtime docker only",
                "package: {name: a}\\npullPolicy: Always|/spec/pullPolicy has an effect with image only",
                "builtin: a|/spec/builtin built-in servers are not available yet; expected image, package, command or url",
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
                "url: http://x\\ntransport: STDIO|/spec/transport a url is not STDIO; expected STREAMABLE_HTTP or SSE",
                "url: http://x\\ncontainerPort: 1|/spec/containerPort has no effect on a server that runs elsewhere (url)",
                "url: http://x\\npath: /a|/spec/path has no effect on a server that runs elsewhere (url)",
                "url: http://x\\nruntime: docker|/spec/runtime a url is runtime external, not docker",
                "url: http://x\\nmounts: []|/spec/mounts has an effect under runtime docker only",
                "url: http://x\\nargs: [a]|/spec/args has no effect on a server that runs elsewhere (url)",
                "url: http://x\\nworkingDir: /a|/spec/workingDir has no effect on a server that runs elsewhere (url)",
                "url: http://x\\nenv: [{name: A, value: b}]|/spec/env has no effect on a server that runs elsewhere (url)",
                "url: http://x\\nenvFrom: [{secretRef: {name: s}}]|/spec/envFrom has no effect on a server that runs elsewhere (url)",
                "url: http://x\\nheaders: {\"a b\": c}|/spec/headers/a b \"a b\" is not a header name",
                "url: http://x\\nheaders: {A: 5}|/spec/headers/A expected text or valueFrom, got the number 5",
                "url: http://x\\nheaders: {A: {}}|/spec/headers/A expected text or valueFrom",
                "image: a\\noauth: {}|/spec/oauth has an effect with url only",
                "url: http://x\\nheaders: {authorization: a}\\noauth: {}|/spec/oauth has no effect beside a header Authorization",
                "url: http://x\\noauth: {credentials: mine}|/spec/oauth/credentials expected user | shared, got \"mine\"",
                "url: http://x\\noauth: {grant: implicit}|/spec/oauth/grant expected authorization_code | client_credentials, got \"implicit\"",
                "url: http://x\\noauth: {grant: client_credentials, issuer: https://a, clientId: a}|/spec/oauth/clientSecret required with grant client_credentials, or a clientKey",
                "url: http://x\\noauth: {clientKey: a}|/spec/oauth/clientKey has no effect without clientId",
                "url: http://x\\noauth: {issuer: https://a, clientId: a, clientSecret: b, clientKey: c}|/spec/oauth/clientKey has no effect beside clientSecret",
                "url: http://x\\noauth: {grant: client_credentials, issuer: https://a, credentials: user, clientId: a, clientSecret: b}|/spec/oauth/credentials expected shared: with client_credentials nobody signs in",
                "url: http://x\\noauth: {clientId: a}|/spec/oauth/issuer required with clientId: the authorization server that knows it",
                "url: http://x\\noauth: {clientSecret: a}|/spec/oauth/clientSecret has no effect without clientId",
                "url: http://x\\noauth: {issuer: a}|/spec/oauth/issuer expected https://HOST, got \"a\"",
                "url: http://x\\noauth: {issuer: https://a, discovery: origin}|/spec/oauth/issuer has no effect with discovery origin",
                "url: http://x\\noauth: {scopes: [\"a b\"]}|/spec/oauth/scopes/0 \"a b\" is not a scope",
                "url: http://x\\noauth: {scope: a}|/spec/oauth/scope unknown field",
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
                                        .put("runtime", "docker")
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
                        "docker",
                        "<unknown>");
        assertThat(Servers.KIND.columns(false))
                .extracting(column -> column.header())
                .containsExactly("NAME", "TRANSPORT", "REPLICAS", "DOCKER IMAGE", "DESCRIPTION");
    }
}
