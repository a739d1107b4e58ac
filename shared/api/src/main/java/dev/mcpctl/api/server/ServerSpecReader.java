package dev.mcpctl.api.server;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.resource.Fields;

import java.net.URI;
import java.net.URISyntaxException;
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
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern NPM_NAME =
            Pattern.compile("(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*");

    /** https://semver.org, as npm writes it; neither a range nor a tag. */
    private static final Pattern VERSION =
            Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+([-+][0-9A-Za-z.+-]+)?");

    private static final List<String> SOURCES =
            List.of("image", "package", "command", "url", "builtin");
    private static final List<String> CONTAINER_ONLY =
            List.of("pullPolicy", "resources", "security", "mounts");
    private static final ServerSource NO_SOURCE = new ServerSource.Command("");

    private final Fields fields;

    private ServerSpecReader(Fields fields) {
        this.fields = fields;
    }

    static ServerSpec read(Fields fields) {
        return new ServerSpecReader(fields).read();
    }

    private ServerSpec read() {
        String description = fields.text("description").orElse("");
        refuseWhatHasNoEffect();
        Optional<ServerRuntime> runtime =
                fields.choice("runtime", ServerRuntime.class, ServerRuntime::label);
        ServerSource source = source();
        Transport transport =
                fields.choice("transport", Transport.class, Transport::label)
                        .orElse(
                                source instanceof ServerSource.Url
                                        ? Transport.STREAMABLE_HTTP
                                        : Transport.STDIO);
        checkRuntime(runtime, source, transport);
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
        if (replicas > 1) {
            fields.fault("replicas", "more than 1 replica is not available yet; expected 0 or 1");
        }
        HealthCheck healthCheck =
                fields.object("healthCheck", HealthCheck::read).orElse(HealthCheck.DEFAULT);
        Duration timeout = Duration.ofSeconds(fields.integer("timeoutSeconds", 60, 1, 3_600));
        fields.end();
        return new ServerSpec(
                description,
                source,
                runtime,
                args,
                workingDir,
                transport,
                env,
                envFrom,
                replicas,
                healthCheck,
                timeout);
    }

    private void refuseWhatHasNoEffect() {
        fields.refuse("fromTemplate", "templates are not available yet");
        for (String field : CONTAINER_ONLY) {
            fields.refuse(
                    field,
                    "has an effect in containers only, and runtime docker is not available yet");
        }
        for (String field : List.of("containerPort", "path")) {
            fields.refuse(
                    field,
                    "has an effect on SSE and STREAMABLE_HTTP servers that mcpd runs, which are not available yet");
        }
        fields.refuseUnless("secretDelivery", "env", "only env is available yet");
        fields.refuseUnless("sessionMode", "shared", "only shared is available yet");
        fields.refuseUnless("pinning", "off", "only off is available yet");
        fields.refuseUnless("readOnly", "false", "read-only servers are not available yet");
        for (String field : List.of("toolsets", "enabledToolsets", "toolOverrides")) {
            fields.any(field)
                    .filter(value -> !value.isEmpty())
                    .ifPresent(_ -> fields.fault(field, "toolsets are not available yet"));
        }
    }

    private ServerSource source() {
        List<String> written = new ArrayList<>();
        for (String field : SOURCES) {
            if (fields.any(field).isPresent()) {
                written.add(field);
            }
        }
        fields.refuse(
                "image", "runtime docker is not available yet; expected package, command or url");
        fields.refuse(
                "builtin",
                "built-in servers are not available yet; expected package, command or url");
        if (written.isEmpty()) {
            fields.fault("", "a server needs a source: exactly one of package, command, url");
            return NO_SOURCE;
        }
        if (written.size() > 1) {
            fields.fault(
                    written.get(1),
                    "exactly one source is allowed, and "
                            + written.getFirst()
                            + " is given as well");
        }
        Optional<Map<String, Value>> headers =
                fields.has("headers") ? Optional.of(headers()) : Optional.empty();
        if (headers.isPresent() && !written.contains("url")) {
            fields.fault("headers", "has an effect with url only");
        }
        return switch (written.getFirst()) {
            case "package" -> fields.object("package", this::npmPackage).orElse(NO_SOURCE);
            case "command" ->
                    fields.text("command").<ServerSource>map(this::command).orElse(NO_SOURCE);
            case "url" ->
                    fields.text("url")
                            .<ServerSource>map(text ->
                                    new ServerSource.Url(uri(text), headers.orElse(Map.of())))
                            .orElse(NO_SOURCE);
            default -> NO_SOURCE;
        };
    }

    private ServerSource command(String program) {
        if (program.isBlank()) {
            fields.fault("command", "expected a program, got nothing");
        }
        return new ServerSource.Command(program);
    }

    private ServerSource npmPackage(Fields npm) {
        String registry = npm.text("registry").orElse("npm");
        if (!registry.equals("npm")) {
            npm.fault("registry", "expected npm, got \"" + registry + "\"");
        }
        String name = npm.required("name");
        if (!name.isEmpty() && (!NPM_NAME.matcher(name).matches() || name.length() > 214)) {
            npm.fault("name", "\"" + name + "\" is not the name of an npm package");
        }
        String version = npm.text("version").orElse(null);
        if (version != null && !VERSION.matcher(version).matches()) {
            npm.fault(
                    "version", "expected an exact version such as 1.2.3, got \"" + version + "\"");
        }
        String bin = npm.text("bin").orElse(null);
        List<String> allowScripts = npm.textList("allowScripts");
        npm.end();
        return new ServerSource.NpmPackage(name, version, bin, allowScripts);
    }

    private URI uri(String text) {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme());
            if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
                if (uri.getUserInfo() != null) {
                    fields.fault(
                            "url", "expected no user or password in it; use headers with a secret");
                }
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below, with what was expected
        }
        fields.fault("url", "expected http://HOST/PATH or https://HOST/PATH, got \"" + text + "\"");
        return URI.create("http://invalid/");
    }

    private void checkRuntime(
            Optional<ServerRuntime> runtime, ServerSource source, Transport transport) {
        boolean isUrl = source instanceof ServerSource.Url;
        runtime.ifPresent(given -> {
            switch (given) {
                case DOCKER, KUBERNETES, BUILTIN ->
                        fields.fault(
                                "runtime",
                                given.label()
                                        + " is not available yet; expected process or external");
                case PROCESS -> {
                    if (isUrl) {
                        fields.fault("runtime", "a url is runtime external, not process");
                    }
                }
                case EXTERNAL -> {
                    if (!isUrl) {
                        fields.fault("runtime", "external needs a url");
                    }
                }
            }
        });
        if (isUrl && transport != Transport.STREAMABLE_HTTP) {
            fields.fault(
                    "transport",
                    transport.label()
                            + " is not available for a url yet; expected STREAMABLE_HTTP");
        }
        if (!isUrl && transport != Transport.STDIO) {
            fields.fault(
                    "transport",
                    transport.label()
                            + " is not available under runtime process yet; expected STDIO");
        }
    }

    private Map<String, Value> headers() {
        Map<String, Value> headers =
                fields.map("headers", (node, at) -> Value.read(node, at, fields.faults()));
        headers.keySet().stream()
                .filter(name -> !HEADER.matcher(name).matches())
                .forEach(name ->
                        fields.fault(
                                "headers/" + Fields.escaped(name),
                                "\"" + name + "\" is not a header name"));
        return headers;
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
