package dev.mcpctl.cli.create;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.cli.context.GlobalOptions.DurationConverter;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.List;

/** The flags that say what a server is, for a server and for a template alike. */
final class ServerFlags {
    @Option(
            names = "--docker-image",
            paramLabel = "IMAGE",
            description = "An image, of which a container is made.")
    private @Nullable String dockerImage;

    @Option(
            names = "--pull-policy",
            paramLabel = "POLICY",
            description = "When the image is pulled: Always, IfNotPresent or Never.")
    private @Nullable String pullPolicy;

    @Option(
            names = "--package",
            paramLabel = "NAME[@VERSION]",
            description = "An npm package; without a version the newest, fixed at creation.")
    private @Nullable String npmPackage;

    @Option(
            names = "--command",
            paramLabel = "PROGRAM",
            description =
                    "A program of the machine that mcpd runs on; beside an image, its entry point.")
    private @Nullable String command;

    @Option(
            names = "--arg",
            paramLabel = "TEXT",
            description =
                    "An argument of the program; repeat it. One that begins with '-': --arg=-y.")
    private List<String> args = List.of();

    @Option(
            names = "--working-dir",
            paramLabel = "PATH",
            description = "The directory in which the program starts.")
    private @Nullable String workingDir;

    @Option(
            names = "--external-url",
            paramLabel = "URL",
            description = "A server that runs elsewhere.")
    private @Nullable String externalUrl;

    @Option(
            names = "--header",
            paramLabel = "NAME=VALUE",
            description = "A header sent to the external server; repeat it.")
    private List<String> headers = List.of();

    @Option(
            names = "--transport",
            paramLabel = "TRANSPORT",
            description = "STDIO, SSE or STREAMABLE_HTTP.")
    private @Nullable String transport;

    @Option(
            names = "--container-port",
            paramLabel = "PORT",
            description = "Where it listens, with SSE and STREAMABLE_HTTP.")
    private @Nullable String containerPort;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "Of its endpoint there; by default /mcp, for SSE /sse.")
    private @Nullable String path;

    @Option(
            names = "--runtime",
            paramLabel = "RUNTIME",
            description = "What runs it; by default what its source implies.")
    private @Nullable String runtime;

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description = "A variable of the server; only the first '=' splits. Repeat it.")
    private List<String> env = List.of();

    @Option(
            names = "--env-from-secret",
            paramLabel = "SECRET",
            description = "A secret, each key of which is a variable; repeat it.")
    private List<String> secrets = List.of();

    @Option(
            names = "--replicas",
            paramLabel = "N",
            description = "How many instances run; 0 keeps the definition only.")
    private @Nullable String replicas;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long one call may take; by default 60s.")
    private @Nullable Duration timeout;

    @ArgGroup(validate = false, heading = "%nOf its container:%n")
    private ContainerFlags container = new ContainerFlags();

    @ArgGroup(validate = false, heading = "%nOf its health check:%n")
    private HealthFlags health = new HealthFlags();

    /** The fields that were given. */
    FlaggedSpec spec() {
        FlaggedSpec spec = new FlaggedSpec();
        spec.text("--runtime", "runtime", runtime);
        spec.text("--docker-image", "image", dockerImage);
        spec.text("--pull-policy", "pullPolicy", pullPolicy);
        if (npmPackage != null) {
            spec.set("--package", "package", packageOf(npmPackage));
        }
        spec.text("--command", "command", command);
        spec.text("--external-url", "url", externalUrl);
        if (!headers.isEmpty()) {
            ObjectNode values = JsonCodec.object();
            for (String header : headers) {
                KeyValue pair = KeyValue.parse("--header", header);
                values.put(pair.key(), pair.value());
            }
            spec.set("--header", "headers", values);
        }
        spec.texts("--arg", "args", args);
        spec.text("--working-dir", "workingDir", workingDir);
        spec.text("--transport", "transport", transport);
        spec.number("--container-port", "containerPort", containerPort);
        spec.text("--path", "path", path);
        if (!env.isEmpty()) {
            ArrayNode list = JsonCodec.array();
            for (String variable : env) {
                KeyValue pair = KeyValue.parse("--env", variable);
                list.addObject().put("name", pair.key()).put("value", pair.value());
            }
            spec.set("--env", "env", list);
        }
        if (!secrets.isEmpty()) {
            ArrayNode list = JsonCodec.array();
            secrets.forEach(secret -> list.addObject().putObject("secretRef").put("name", secret));
            spec.set("--env-from-secret", "envFrom", list);
        }
        spec.number("--replicas", "replicas", replicas);
        HealthFlags.seconds(spec, "--timeout", "timeoutSeconds", timeout);
        container.addTo(spec);
        health.addTo(spec);
        return spec;
    }

    /** {@code @scope/name@1.2.3}: an at sign at the beginning belongs to the name. */
    private static ObjectNode packageOf(String written) {
        String text = written.startsWith("npm:") ? written.substring("npm:".length()) : written;
        int at = text.lastIndexOf('@');
        if (text.isEmpty() || at == text.length() - 1) {
            throw new UsageError(
                    "--package: expected NAME or NAME@VERSION, got \"" + written + "\"");
        }
        ObjectNode npm = JsonCodec.object().put("registry", "npm");
        return at <= 0
                ? npm.put("name", text)
                : npm.put("name", text.substring(0, at)).put("version", text.substring(at + 1));
    }
}
