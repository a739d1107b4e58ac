package dev.mcpctl.cli.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.Targets;
import dev.mcpctl.cli.context.Targets.Target;
import dev.mcpctl.cli.print.OutputFormat;
import dev.mcpctl.cli.print.ResourcePrinter;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.concurrent.Callable;

/** {@code mcpctl patch KIND NAME key=value...}. */
@Command(
        description =
                "Change some fields of a resource. A key may be nested (healthCheck.tool,"
                        + " env.0.value, labels.team); a value is JSON where it can be read as"
                        + " JSON, else text; null removes the field.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl patch project demo proxyModel=default",
            "  mcpctl patch server files healthCheck.intervalSeconds=30 description=null",
            "  mcpctl patch server files --patch '{\"replicas\": 0}'",
            "  mcpctl patch server files --type json --patch '[{\"op\":\"remove\",\"path\":\"/args\"}]'"
        })
public final class PatchCommand implements Callable<Integer> {
    private static final int MAX_ATTEMPTS = 5;

    private final Invocation invocation;

    @Parameters(
            arity = "1..*",
            paramLabel = "KIND NAME | KIND/NAME [KEY=VALUE...]",
            hideParamSyntax = true,
            description = "What to change, and how.")
    private List<String> words = List.of();

    @Option(
            names = {"-p", "--patch"},
            paramLabel = "JSON",
            description = "The change as JSON, instead of KEY=VALUE.")
    private @Nullable String json;

    @Option(
            names = "--type",
            paramLabel = "merge|json",
            description = "What the JSON is: a merge patch (RFC 7396, default) or a JSON patch.")
    private @Nullable String type;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "Print the changed resource: yaml, json or name.")
    private @Nullable String output;

    public PatchCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        OutputFormat format =
                OutputFormat.of(
                        output,
                        OutputFormat.TABLE,
                        OutputFormat.YAML,
                        OutputFormat.JSON,
                        OutputFormat.NAME);
        int named = words.getFirst().contains("/") ? 1 : Math.min(2, words.size());
        Target target = Targets.one(words.subList(0, named));
        Patch patch = patch(words.subList(named, words.size()));
        ResourceAddress address = target.address(target.names().getFirst(), invocation.options());
        DaemonClient daemon = invocation.daemon();
        Patched done = patched(daemon, address, patch);
        if (format.isTable()) {
            boolean isSame =
                    done.before().metadata().resourceVersion()
                            == done.after().metadata().resourceVersion();
            invocation
                    .streams()
                    .out()
                    .println(done.after().key() + (isSame ? " patched (no change)" : " patched"));
        } else {
            new ResourcePrinter(invocation.streams().out())
                    .print(format, List.of(done.after()), false);
        }
        return 0;
    }

    /** A resource as it was read and as it was written. */
    private record Patched(Resource before, Resource after) {}

    /** Reads, patches and writes; begins again when somebody else wrote in between. */
    private static Patched patched(DaemonClient daemon, ResourceAddress address, Patch patch) {
        for (int attempt = 1; ; attempt++) {
            Resource before = daemon.get(address);
            ObjectNode document = patch.apply(FlatDocument.of(before));
            try {
                return new Patched(before, daemon.replace(FlatDocument.applied(before, document)));
            } catch (Problem e) {
                if (e.type() != ProblemType.CONFLICT || attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Patch patch(List<String> pairs) {
        if (pairs.isEmpty() == (json == null)) {
            throw new UsageError("expected either KEY=VALUE... or --patch JSON");
        }
        if (json == null) {
            if (type != null) {
                throw new UsageError("--type goes with --patch");
            }
            return Assignments.parse(pairs);
        }
        JsonNode tree = tree(json);
        return switch (type == null ? "merge" : type) {
            case "merge" -> {
                if (!(tree instanceof ObjectNode changes)) {
                    throw new UsageError("--patch: a merge patch is a JSON object");
                }
                yield new MergePatch(changes);
            }
            case "json" -> {
                if (!(tree instanceof ArrayNode operations)) {
                    throw new UsageError("--patch: a JSON patch is a list of operations");
                }
                yield new JsonPatch(operations);
            }
            default -> throw new UsageError("--type: expected merge or json, got \"" + type + "\"");
        };
    }

    private static JsonNode tree(String text) {
        try {
            return JsonCodec.read(text);
        } catch (Problem e) {
            throw new UsageError("--patch: " + e.detail());
        }
    }
}
