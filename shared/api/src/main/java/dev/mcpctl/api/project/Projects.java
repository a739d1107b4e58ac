package dev.mcpctl.api.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.resource.Fields;
import dev.mcpctl.api.resource.MetadataReader;
import dev.mcpctl.api.resource.OnDelete;
import dev.mcpctl.api.resource.Reference;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.api.resource.Verb;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Declares the kind. */
public final class Projects {
    public static final String DEFAULT_PROXY_MODEL = "default";
    public static final Set<String> PLUGINS = Set.of("default", "gate", "content-pipeline");
    public static final Set<String> PIPELINES = Set.of("default", "subindex", "passthrough");

    private static final int MAX_NAME_LENGTH =
            32; // leaves 25 characters to the names that "safe" makes
    private static final int MAX_ALIAS_LENGTH = 63;
    private static final String PASSES_THROUGH =
            "gate and pipelines are stored and exported; until they exist content passes through unchanged";

    public static final ResourceKind<ProjectSpec> KIND =
            ResourceKind.read(Projects::read)
                    .named("project", "projects", "proj")
                    .scopedTo(Scope.GLOBAL)
                    .verbs(Verb.ALL)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .canonicalBy(Projects::canonical)
                    .column("PLUGIN", view -> view.spec().proxyModel())
                    .column("SERVERS", view -> view.spec().servers().size())
                    .column("DESCRIPTION", view -> view.spec().description())
                    .wideColumn("TOOL NAMES", view -> view.spec().toolNames().label())
                    .wideColumn("AGE", view -> view.age())
                    .sectionOf(List.of("servers"), "Servers", view -> serverLines(view.spec()))
                    .sectionOf(
                            List.of("proxyModel", "pipeline", "gate"),
                            "Plugin Config",
                            view -> pluginConfig(view.spec()))
                    .refersTo(
                            "server", Projects::serverMentions, OnDelete.DETACH, Projects::without)
                    .inBackup()
                    .build();

    private Projects() {}

    private static ProjectSpec read(Fields fields) {
        String description = fields.text("description").orElse("");
        List<Attachment> servers =
                fields.list("servers", (node, at) -> attachment(node, at, fields.faults()));
        Set<String> aliases = new HashSet<>();
        for (Attachment attachment : servers) {
            if (!attachment.alias().isEmpty() && !aliases.add(attachment.alias())) {
                fields.faults()
                        .add(
                                new Fault(
                                        attachment.pointer(),
                                        "\""
                                                + attachment.alias()
                                                + "\" is attached twice; give one of them an alias"));
            }
        }
        String proxyModel = fields.text("proxyModel").orElse(DEFAULT_PROXY_MODEL);
        if (!PLUGINS.contains(proxyModel) && !PIPELINES.contains(proxyModel)) {
            fields.fault(
                    "proxyModel",
                    "expected one of "
                            + names(Stream.concat(PLUGINS.stream(), PIPELINES.stream()))
                            + ", got \""
                            + proxyModel
                            + "\"");
        }
        Optional<String> pipeline = fields.text("pipeline");
        pipeline.filter(name -> !PIPELINES.contains(name))
                .ifPresent(name ->
                        fields.fault(
                                "pipeline",
                                "expected one of "
                                        + names(PIPELINES.stream())
                                        + ", got \""
                                        + name
                                        + "\""));
        ToolNames toolNames =
                fields.choice("toolNames", ToolNames.class, ToolNames::label)
                        .orElse(ToolNames.SLASH);
        if (toolNames == ToolNames.NONE && servers.size() > 1) {
            fields.fault(
                    "toolNames",
                    "none is for a project with one server; this one has " + servers.size());
        }
        GateMode gateMode =
                fields.object(
                                "gate",
                                gate -> {
                                    GateMode mode =
                                            gate.choice("mode", GateMode.class, GateMode::label)
                                                    .orElse(GateMode.AUTO);
                                    gate.end();
                                    return mode;
                                })
                        .orElse(GateMode.AUTO);
        fields.refuse("gated", "retired, and expected true or false; use proxyModel");
        fields.refuse(
                "proxyMode",
                "retired; only filtered is accepted: direct would put secrets into the client's files and pass by every control");
        fields.refuse("prompts", "prompts are not available yet");
        fields.refuse("llm", "LLM providers are not available yet");
        fields.end();
        return new ProjectSpec(description, servers, proxyModel, pipeline, toolNames, gateMode);
    }

    private static Attachment attachment(JsonNode node, String pointer, List<Fault> faults) {
        if (node.isTextual()) {
            return new Attachment(node.asText(), node.asText(), pointer);
        }
        Fields fields = new Fields(node, pointer, faults);
        String server = fields.required("server");
        String alias = fields.text("alias").orElse(server);
        MetadataReader.checkName(alias, MAX_ALIAS_LENGTH)
                .filter(_ -> fields.has("alias"))
                .ifPresent(why -> fields.fault("alias", why));
        fields.refuse("toolsets", "toolsets are not available yet");
        fields.end();
        return new Attachment(server, alias, pointer + "/server");
    }

    /** Servers as names where no alias is needed; retired fields folded into {@code proxyModel}. */
    private static ObjectNode canonical(ObjectNode spec) {
        if (spec.get("servers") instanceof ArrayNode servers) {
            ArrayNode folded = JsonCodec.array();
            servers.forEach(server -> folded.add(isPlain(server) ? server.get("server") : server));
            spec.set("servers", folded);
        }
        JsonNode gated = spec.get("gated");
        if (gated != null && gated.isBoolean()) {
            spec.remove("gated");
            if (!spec.has("proxyModel")) {
                spec.put("proxyModel", gated.booleanValue() ? "default" : "content-pipeline");
            }
        }
        if (spec.path("proxyMode").asText("").equals("filtered")) {
            spec.remove("proxyMode");
        }
        return spec;
    }

    private static boolean isPlain(JsonNode server) {
        return server.isObject()
                && server.path("server").isTextual()
                && (server.size() == 1
                        || (server.size() == 2
                                && server.path("alias").equals(server.get("server"))));
    }

    private static List<Reference.Mention> serverMentions(ProjectSpec spec) {
        return spec.servers().stream()
                .map(attachment -> new Reference.Mention(attachment.server(), attachment.pointer()))
                .toList();
    }

    private static ObjectNode without(ObjectNode spec, String server) {
        ObjectNode rest = spec.deepCopy();
        ArrayNode servers = rest.putArray("servers");
        for (JsonNode entry : spec.path("servers")) {
            String name = entry.isTextual() ? entry.asText() : entry.path("server").asText();
            if (!name.equals(server)) {
                servers.add(entry);
            }
        }
        return rest;
    }

    private static List<String> serverLines(ProjectSpec spec) {
        return spec.servers().isEmpty()
                ? List.of("<none>")
                : spec.servers().stream()
                        .map(attachment ->
                                attachment.alias().equals(attachment.server())
                                        ? attachment.server()
                                        : attachment.server() + " as " + attachment.alias())
                        .toList();
    }

    private static List<String> pluginConfig(ProjectSpec spec) {
        return List.of(
                "Plugin:       " + spec.proxyModel(),
                "Pipeline:     " + spec.pipeline().orElse("<of the proxy model>"),
                "Gate Mode:    " + spec.gateMode().label(),
                "Note:         " + PASSES_THROUGH);
    }

    /**
     * What a person is told about a project whose content would be gated or transformed; empty when
     * nothing is.
     */
    public static Optional<String> notice(ProjectSpec spec) {
        return spec.proxyModel().equals("passthrough")
                ? Optional.empty()
                : Optional.of(PASSES_THROUGH);
    }

    private static String names(Stream<String> names) {
        return String.join(", ", names.distinct().sorted().toList());
    }
}
