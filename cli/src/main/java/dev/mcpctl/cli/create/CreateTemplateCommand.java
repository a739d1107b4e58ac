package dev.mcpctl.cli.create;

import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.template.Templates;
import dev.mcpctl.cli.context.Invocation;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.concurrent.Callable;

/** {@code mcpctl create template NAME}. */
@Command(
        description = "Create a template: what servers made from it have in common.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl create template home-assistant --docker-image ghcr.io/homeassistant-ai/ha-mcp:latest --transport SSE --container-port 8086",
            "  mcpctl create template wiki --package wiki-mcp --require WIKI_URL --require-secret WIKI_TOKEN"
        })
public final class CreateTemplateCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin private ServerFlags flags = new ServerFlags();

    @Option(
            names = "--require",
            paramLabel = "NAME",
            description = "A variable that a server made from it needs; repeat it.")
    private List<String> required = List.of();

    @Option(
            names = "--require-secret",
            paramLabel = "NAME",
            description = "As --require, for a variable whose value belongs in a secret.")
    private List<String> requiredSecrets = List.of();

    @Option(names = "--documentation", paramLabel = "URL", description = "Where to read more.")
    private @Nullable String documentation;

    @Mixin private Creation.Options options = new Creation.Options();

    public CreateTemplateCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        FlaggedSpec spec = flags.spec();
        if (!required.isEmpty() || !requiredSecrets.isEmpty()) {
            ArrayNode list = JsonCodec.array();
            required.forEach(variable -> list.addObject().put("name", variable));
            requiredSecrets.forEach(
                    variable -> list.addObject().put("name", variable).put("secret", true));
            spec.set(required.isEmpty() ? "--require-secret" : "--require", "requiredEnv", list);
        }
        spec.text("--documentation", "documentation", documentation);
        return new Creation(invocation, options).create(Templates.KIND, spec);
    }
}
