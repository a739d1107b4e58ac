package dev.mcpctl.api.server;

import dev.mcpctl.api.resource.Fields;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads where a server comes from: exactly one of several fields, and what belongs to it alone. */
final class ServerSourceReader {
    /** Stands for a source that was not given or is wrong; a fault says so. */
    static final ServerSource NO_SOURCE = new ServerSource.Command("");

    private static final List<String> SOURCES =
            List.of("image", "package", "command", "url", "builtin");

    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern NPM_NAME =
            Pattern.compile("(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*");

    /** https://semver.org, as npm writes it; neither a range nor a tag. */
    private static final Pattern VERSION =
            Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+([-+][0-9A-Za-z.+-]+)?");

    /** https://github.com/distribution/reference: registry, path, tag and digest. */
    private static final Pattern REFERENCE =
            Pattern.compile(
                    "((localhost|[a-zA-Z0-9-]+(\\.[a-zA-Z0-9-]+)+|[a-zA-Z0-9-]+(?=:))(:[0-9]{1,5})?/)?"
                            + "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*"
                            + "(:[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?");

    private static final int MAX_REFERENCE = 512;

    private final Fields fields;

    private ServerSourceReader(Fields fields) {
        this.fields = fields;
    }

    static ServerSource read(Fields fields) {
        return new ServerSourceReader(fields).source();
    }

    static boolean isGiven(Fields fields) {
        return SOURCES.stream().anyMatch(source -> fields.any(source).isPresent());
    }

    /** Refuses what has no effect without a source. */
    static ServerSource noSource(Fields fields) {
        fields.refuse("headers", "has an effect with url only");
        fields.refuse(SignIn.FIELD, "has an effect with url only");
        fields.refuse("pullPolicy", "has an effect with image only");
        return NO_SOURCE;
    }

    private ServerSource source() {
        List<String> written = new ArrayList<>();
        for (String field : SOURCES) {
            if (fields.any(field).isPresent()) {
                written.add(field);
            }
        }
        if (written.contains("image")) {
            written.remove("command"); // beside an image it is no source
        }
        fields.refuse(
                "builtin",
                "built-in servers are not available yet; expected image, package, command or url");
        Optional<Map<String, Value>> headers =
                fields.any("headers").isPresent() ? Optional.of(headers()) : Optional.empty();
        if (headers.isPresent() && !written.isEmpty() && !written.contains("url")) {
            fields.fault("headers", "has an effect with url only");
        }
        SignIn signIn = signIn(written, headers.orElse(Map.of()));
        if (fields.any("pullPolicy").isPresent() && !written.contains("image")) {
            fields.fault("pullPolicy", "has an effect with image only");
        }
        if (written.isEmpty()) {
            fields.fault(
                    "", "a server needs a source: exactly one of image, package, command, url");
            return NO_SOURCE;
        }
        if (written.size() > 1) {
            fields.fault(
                    written.get(1),
                    "exactly one source is allowed, and "
                            + written.getFirst()
                            + " is given as well");
        }
        return switch (written.getFirst()) {
            case "image" -> fields.text("image").<ServerSource>map(this::image).orElse(NO_SOURCE);
            case "package" -> fields.object("package", this::npmPackage).orElse(NO_SOURCE);
            case "command" ->
                    fields.text("command")
                            .<ServerSource>map(
                                    program -> new ServerSource.Command(checkedProgram(program)))
                            .orElse(NO_SOURCE);
            case "url" ->
                    fields.text("url")
                            .<ServerSource>map(text ->
                                    new ServerSource.Url(
                                            uri(text), headers.orElse(Map.of()), signIn))
                            .orElse(NO_SOURCE);
            default -> NO_SOURCE;
        };
    }

    private SignIn signIn(List<String> written, Map<String, Value> headers) {
        Optional<SignIn> signIn =
                fields.object(
                        SignIn.FIELD,
                        inner -> SignIn.read(inner, fields.pointer() + "/" + SignIn.FIELD));
        if (signIn.isPresent() && !written.isEmpty() && !written.contains("url")) {
            fields.fault(SignIn.FIELD, "has an effect with url only");
        }
        if (signIn.isPresent()
                && headers.keySet().stream().anyMatch("authorization"::equalsIgnoreCase)) {
            fields.fault(SignIn.FIELD, "has no effect beside a header Authorization");
        }
        return signIn.orElse(SignIn.DEFAULT);
    }

    private ServerSource.Image image(String reference) {
        if (!REFERENCE.matcher(reference).matches() || reference.length() > MAX_REFERENCE) {
            fields.fault(
                    "image",
                    "expected an image such as ghcr.io/owner/name:tag, got \"" + reference + "\"");
        }
        return new ServerSource.Image(
                reference,
                fields.text("command").map(this::checkedProgram).orElse(null),
                fields.choice("pullPolicy", PullPolicy.class, PullPolicy::label));
    }

    private String checkedProgram(String program) {
        if (program.isBlank()) {
            fields.fault("command", "expected a program, got nothing");
        }
        return program;
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
}
