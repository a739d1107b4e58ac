package dev.mcpctl.cli.context;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.home.Context;
import dev.mcpctl.api.home.Contexts;
import dev.mcpctl.api.home.Credentials;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.McpdTarget;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.cli.print.OutputFormat;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintStream;
import java.util.concurrent.Callable;

/** {@code mcpctl config view}. */
@Command(
        description =
                "Show the configuration that applies, tokens masked, and where it comes from.",
        footerHeading = "%nExamples:%n",
        footer = {"  mcpctl config view", "  mcpctl config view -o json"})
public final class ConfigViewCommand implements Callable<Integer> {
    private static final String MASK = "***";

    private final Invocation invocation;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "yaml (default) or json.")
    private @Nullable String output;

    public ConfigViewCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        OutputFormat format = OutputFormat.of(output, OutputFormat.YAML, OutputFormat.JSON);
        Home home = invocation.home();
        home.checkPrivate();
        Contexts contexts = new Contexts(home);
        Credentials credentials = new Credentials(home);
        ObjectNode view = JsonCodec.object();
        view.put("home", home.directory().toString());
        view.put("currentContext", contexts.currentName());
        ArrayNode list = view.putArray("contexts");
        for (Context context : contexts.all()) {
            ObjectNode entry = list.addObject().put("name", context.name());
            entry.put("mcpdUrl", context.mcpdUrl().toString());
            credentials.token(context.name()).ifPresent(_ -> entry.put("token", MASK));
        }
        view.set("effective", effective(home));
        PrintStream out = invocation.streams().out();
        if (format == OutputFormat.JSON) {
            out.println(JsonCodec.pretty(view));
        } else {
            printYaml(out, view);
        }
        return 0;
    }

    /** The daemon that a command would talk to now. */
    private ObjectNode effective(Home home) {
        ObjectNode effective = JsonCodec.object();
        try {
            McpdTarget target =
                    McpdTarget.resolve(
                            home,
                            invocation.environment(),
                            invocation.options().mcpdUrl().orElse(null),
                            invocation
                                    .options()
                                    .tokenFile()
                                    .map(invocation.directory()::resolve)
                                    .orElse(null));
            effective.put("mcpdUrl", target.url().toString());
            effective.put("from", target.origin());
            target.token().ifPresent(_ -> effective.put("token", MASK));
        } catch (Problem e) {
            if (e.type() != ProblemType.UNREACHABLE) {
                throw e;
            }
            effective.put("mcpdUrl", "none: " + e.detail());
        }
        return effective;
    }

    /** Two levels are all there is; a JSON text is a YAML text. */
    private static void printYaml(PrintStream out, ObjectNode view) {
        for (var field : view.properties()) {
            JsonNode value = field.getValue();
            if (value.isTextual() || value.isEmpty()) {
                out.println(field.getKey() + ": " + value);
            } else {
                out.println(field.getKey() + ":");
                if (value.isArray()) {
                    value.forEach(element -> printFields(out, "  - ", element));
                } else {
                    printFields(out, "  ", value);
                }
            }
        }
    }

    private static void printFields(PrintStream out, String firstMargin, JsonNode object) {
        String margin = firstMargin;
        for (var field : object.properties()) {
            out.println(margin + field.getKey() + ": " + field.getValue());
            margin = " ".repeat(firstMargin.length());
        }
    }
}
