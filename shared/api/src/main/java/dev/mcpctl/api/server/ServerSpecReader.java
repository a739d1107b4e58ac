package dev.mcpctl.api.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.resource.Fields;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a server's spec and refuses by name what has no effect here, so that nothing is accepted
 * and ignored.
 */
final class ServerSpecReader {
    private static final int MAX_REPLICAS = 10;
    private static final int MAX_PORT = 65_535;
    private static final List<String> LISTENING = List.of("containerPort", "path");

    /** RFC 3986, an absolute path with perhaps a query. */
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*");

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Fields fields;
    private final Extent extent;
    private final Optional<String> template;
    private final Map<String, Value> envDefaults;

    /** How much of a server is there. */
    private enum Extent {
        WHOLE,
        DEFAULTS
    }

    private ServerSpecReader(
            Fields fields,
            Extent extent,
            Optional<String> template,
            Map<String, Value> envDefaults) {
        this.fields = fields;
        this.extent = extent;
        this.template = template;
        this.envDefaults = envDefaults;
    }

    private static ServerSpecReader of(Fields fields, Extent extent) {
        return new ServerSpecReader(fields, extent, Optional.empty(), Map.of());
    }

    static ServerSpec read(Fields fields) {
        Optional<String> template = fields.text(FromTemplate.FIELD);
        fields.any(FromTemplate.RESOLVED);
        if (template.isEmpty()) {
            return of(fields, Extent.WHOLE).read();
        }
        return FromTemplate.of(fields.object())
                .map(from -> resolved(fields, from))
                .orElseGet(() -> unresolved(fields));
    }

    private static ServerSpec resolved(Fields fields, FromTemplate from) {
        List<Fault> ofTemplate = new ArrayList<>(); // checked when the template was written
        ObjectNode variables = JsonCodec.object();
        variables.set("env", from.variables());
        Map<String, Value> defaults =
                of(fields.reading(variables, ofTemplate), Extent.DEFAULTS).env();
        Fields merged = fields.reading(from.under(fields.object()), fields.faults());
        Optional<String> template = Optional.of(from.template());
        return new ServerSpecReader(merged, Extent.WHOLE, template, defaults).read();
    }

    /** Much of it may come from the template: only what is wrong by itself is said. */
    private static ServerSpec unresolved(Fields fields) {
        List<Fault> found = new ArrayList<>();
        Fields written = fields.reading(FromTemplate.written(fields.object()), found);
        Optional<String> template = written.text(FromTemplate.FIELD);
        ServerSpec spec = new ServerSpecReader(written, Extent.DEFAULTS, template, Map.of()).read();
        found.stream()
                .filter(fault ->
                        fault.detail().startsWith(Fields.UNKNOWN_FIELD)
                                || fault.detail().startsWith("expected"))
                .forEach(fields.faults()::add);
        return spec;
    }

    /** Of a part of a server, in which what is required may be missing. */
    static ServerSpec readDefaults(Fields fields) {
        return of(fields, Extent.DEFAULTS).read();
    }

    private boolean isWhole() {
        return extent == Extent.WHOLE;
    }

    private ServerSpec read() {
        String description = fields.text("description").orElse("");
        refuseWhatHasNoEffect();
        Optional<ServerRuntime> runtime =
                fields.choice("runtime", ServerRuntime.class, ServerRuntime::label);
        ServerSource source =
                isWhole() || ServerSourceReader.isGiven(fields)
                        ? ServerSourceReader.read(fields)
                        : ServerSourceReader.noSource(fields);
        Transport transport =
                fields.choice("transport", Transport.class, Transport::label)
                        .orElse(
                                source instanceof ServerSource.Url
                                        ? Transport.STREAMABLE_HTTP
                                        : Transport.STDIO);
        checkRuntime(runtime, source);
        Optional<Listening> listening = listening(source, transport);
        ContainerSpec container = container(runtime, source, listening.isPresent());
        List<String> args = fields.textList("args");
        String workingDir = fields.text("workingDir").orElse(null);
        if (workingDir != null && !workingDir.startsWith("/")) {
            fields.fault("workingDir", "expected an absolute path, got \"" + workingDir + "\"");
        }
        Map<String, Value> env = env();
        List<ServerSpec.SecretMention> envFrom = envFrom();
        if (source instanceof ServerSource.Url) {
            for (String field : List.of("args", "workingDir", "env", "envFrom")) {
                fields.refuse(field, "has no effect on a server that runs elsewhere (url)");
            }
        }
        int replicas = fields.integer("replicas", 1, 0, MAX_REPLICAS);
        refuseReplicas(replicas, runtime, source, listening.isPresent());
        SessionMode sessionMode = sessionMode(replicas, runtime, source, listening.isPresent());
        HealthCheck healthCheck =
                fields.object(HealthCheck.FIELD, HealthCheck::read).orElse(HealthCheck.DEFAULT);
        Duration timeout = Duration.ofSeconds(fields.integer("timeoutSeconds", 60, 1, 3_600));
        fields.end();
        return new ServerSpec(
                description,
                template,
                source,
                runtime,
                args,
                workingDir,
                transport,
                listening,
                container,
                env,
                envDefaults,
                envFrom,
                replicas,
                sessionMode,
                healthCheck,
                timeout);
    }

    private void refuseReplicas(
            int replicas,
            Optional<ServerRuntime> runtime,
            ServerSource source,
            boolean isListening) {
        if (replicas > 1 && source instanceof ServerSource.Url) {
            fields.fault("replicas", "a server that runs elsewhere (url) has one instance here");
        }
        if (replicas > 1 && isListening && isProcess(runtime, source)) {
            fields.fault(
                    "replicas",
                    "expected 0 or 1: processes would all have to listen on the same containerPort;"
                            + " runtime docker or transport STDIO can have more");
        }
    }

    private static boolean isProcess(Optional<ServerRuntime> runtime, ServerSource source) {
        return source instanceof ServerSource.Command
                || runtime.filter(given -> given == ServerRuntime.PROCESS).isPresent();
    }

    private SessionMode sessionMode(
            int replicas,
            Optional<ServerRuntime> runtime,
            ServerSource source,
            boolean isListening) {
        SessionMode mode =
                fields.choice("sessionMode", SessionMode.class, SessionMode::label)
                        .orElse(SessionMode.SHARED);
        if (mode == SessionMode.SHARED) {
            return mode;
        }
        if (replicas > 1) {
            fields.fault(
                    "replicas",
                    "expected 0 or 1 with sessionMode "
                            + mode.label()
                            + ": whoever calls has an instance of their own");
        }
        if (isListening && isProcess(runtime, source)) {
            fields.fault(
                    "sessionMode",
                    "expected shared: processes would all have to listen on the same containerPort;"
                            + " runtime docker or transport STDIO can have more");
        }
        return mode;
    }

    private void refuseWhatHasNoEffect() {
        fields.refuseUnless("secretDelivery", "env", "only env is available yet");
        fields.refuseUnless("pinning", "off", "only off is available yet");
        fields.refuseUnless("readOnly", "false", "read-only servers are not available yet");
        for (String field : List.of("toolsets", "enabledToolsets", "toolOverrides")) {
            fields.any(field)
                    .filter(value -> !value.isEmpty())
                    .ifPresent(_ -> fields.fault(field, "toolsets are not available yet"));
        }
    }

    private void checkRuntime(Optional<ServerRuntime> runtime, ServerSource source) {
        if (runtime.isEmpty() || source.equals(ServerSourceReader.NO_SOURCE)) {
            return;
        }
        String given = runtime.get().label();
        switch (runtime.get()) {
            case KUBERNETES, BUILTIN ->
                    fields.fault(
                            "runtime",
                            given + " is not available yet; expected docker, process or external");
            case DOCKER, PROCESS, EXTERNAL ->
                    refusal(runtime.get(), source).ifPresent(why -> fields.fault("runtime", why));
        }
    }

    /** Why a source cannot be run that way. */
    private static Optional<String> refusal(ServerRuntime runtime, ServerSource source) {
        boolean isPossible =
                switch (source) {
                    case ServerSource.Image _ -> runtime == ServerRuntime.DOCKER;
                    case ServerSource.NpmPackage _ ->
                            runtime == ServerRuntime.DOCKER || runtime == ServerRuntime.PROCESS;
                    case ServerSource.Command _ -> runtime == ServerRuntime.PROCESS;
                    case ServerSource.Url _ -> runtime == ServerRuntime.EXTERNAL;
                };
        if (isPossible) {
            return Optional.empty();
        }
        return Optional.of(
                switch (source) {
                    case ServerSource.Url _ -> "a url is runtime external, not " + runtime.label();
                    case ServerSource.Image _ when runtime == ServerRuntime.PROCESS ->
                            "an image is runtime docker, not process";
                    case ServerSource.Command _ when runtime == ServerRuntime.DOCKER ->
                            "docker needs an image; a command by itself is runtime process";
                    case ServerSource.Image _, ServerSource.NpmPackage _, ServerSource.Command _ ->
                            runtime.label() + " needs a url";
                });
    }

    /** Where it serves HTTP, for those that mcpd runs and does not speak to over stdio. */
    private Optional<Listening> listening(ServerSource source, Transport transport) {
        if (source instanceof ServerSource.Url) {
            if (transport == Transport.STDIO) {
                fields.fault("transport", "a url is not STDIO; expected STREAMABLE_HTTP or SSE");
            }
            for (String field : LISTENING) {
                fields.refuse(field, "has no effect on a server that runs elsewhere (url)");
            }
            return Optional.empty();
        }
        if (transport == Transport.STDIO) {
            for (String field : LISTENING) {
                fields.refuse(field, "has an effect on SSE and STREAMABLE_HTTP servers only");
            }
            return Optional.empty();
        }
        if (isWhole() && fields.any("containerPort").isEmpty()) {
            fields.fault(
                    "containerPort",
                    "required with transport "
                            + transport.label()
                            + ": the port on which the server listens");
        }
        int port = fields.integer("containerPort", MAX_PORT, 1, MAX_PORT);
        String path = fields.text("path").orElseGet(() -> Listening.defaultPath(transport));
        if (!PATH.matcher(path).matches()) {
            fields.fault("path", "expected a path such as /mcp, got \"" + path + "\"");
        }
        return Optional.of(new Listening(port, path));
    }

    private ContainerSpec container(
            Optional<ServerRuntime> runtime, ServerSource source, boolean isListening) {
        boolean isWrong = source.equals(ServerSourceReader.NO_SOURCE); // that alone is said
        boolean isContainer =
                switch (source) {
                    case ServerSource.Image _ -> true;
                    case ServerSource.NpmPackage _ ->
                            runtime.filter(given -> given == ServerRuntime.DOCKER).isPresent();
                    case ServerSource.Command _, ServerSource.Url _ -> isWrong;
                };
        if (!isContainer) {
            for (String field : ContainerSpec.FIELDS) {
                fields.refuse(field, "has an effect under runtime docker only");
            }
            return ContainerSpec.DEFAULT;
        }
        ContainerSpec container = ContainerSpec.read(fields);
        if (isListening && container.confinement().network().equals(Confinement.NO_NETWORK)) {
            fields.fault(
                    "security/network", "without a network only a STDIO server can be reached");
        }
        return container;
    }

    private Map<String, Value> env() {
        Map<String, Value> env = new LinkedHashMap<>();
        fields.list(
                "env",
                (node, at) -> {
                    Fields entry = new Fields(node, at, fields.faults());
                    String name = entry.required("name");
                    if (!name.isEmpty() && !VARIABLE.matcher(name).matches()) {
                        entry.fault("name", "\"" + name + "\" is not the name of a variable");
                    }
                    Optional<String> text = entry.text("value");
                    Optional<JsonNode> from = entry.any("valueFrom");
                    if (entry.any("value").isPresent() == from.isPresent()) {
                        entry.fault("", "expected exactly one of value and valueFrom");
                    }
                    Value value =
                            entry.object("valueFrom", ref -> Value.readFrom(ref, at + "/valueFrom"))
                                    .orElseGet(() -> new Value.Literal(text.orElse("")));
                    entry.end();
                    if (env.put(name, value) != null) {
                        entry.fault("name", "\"" + name + "\" is given twice");
                    }
                    return value;
                });
        return env;
    }

    private List<ServerSpec.SecretMention> envFrom() {
        return fields.list(
                "envFrom",
                (node, at) -> {
                    Fields entry = new Fields(node, at, fields.faults());
                    String name =
                            entry.object(
                                            "secretRef",
                                            ref -> {
                                                String secret = ref.required("name");
                                                ref.end();
                                                return secret;
                                            })
                                    .orElseGet(() -> {
                                        entry.fault("secretRef", "required");
                                        return "";
                                    });
                    entry.end();
                    return new ServerSpec.SecretMention(name, at + "/secretRef/name");
                });
    }
}
