package dev.mcpctl.api.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.Fields;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.api.resource.Verb;
import dev.mcpctl.api.resource.View;
import dev.mcpctl.api.server.Environment;
import dev.mcpctl.api.server.HealthCheck;
import dev.mcpctl.api.server.ServerSpec;
import dev.mcpctl.api.server.Servers;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Declares the kind. */
public final class Templates {
    /** The status field that says where a template comes from, and what it says of shipped ones. */
    public static final String ORIGIN = "origin";

    public static final String SHIPPED = "shipped";

    private static final String REQUIRED_ENV = "requiredEnv";
    private static final String DOCUMENTATION = "documentation";

    public static final ResourceKind<TemplateSpec> KIND =
            ResourceKind.read(Templates::read)
                    .named("template", "templates", "tmpl")
                    .scopedTo(Scope.GLOBAL)
                    .verbs(Verb.ALL)
                    .canonicalBy(Servers::canonical)
                    .column("TRANSPORT", view -> view.spec().defaults().transport().label())
                    .column("DOCKER IMAGE", Templates::source)
                    .column("DESCRIPTION", view -> view.spec().defaults().description())
                    .wideColumn("REQUIRED", Templates::required)
                    .wideColumn("ORIGIN", view -> view.statusText(ORIGIN))
                    .sectionOf(
                            List.of(REQUIRED_ENV),
                            "Required Environment",
                            view ->
                                    view.spec().requiredEnv().stream()
                                            .map(RequiredVariable::line)
                                            .toList())
                    .sectionOf(
                            Environment.VARIABLES,
                            "Environment",
                            view -> Environment.variables(view.spec().defaults()))
                    .sectionOf(
                            Environment.SECRETS,
                            "Environment Variables from",
                            view -> Environment.secrets(view.spec().defaults()))
                    .sectionOf(
                            List.of(HealthCheck.FIELD),
                            HealthCheck.TITLE,
                            view -> List.of(view.spec().defaults().healthCheck().line()))
                    .inBackup()
                    .build();

    private Templates() {}

    /** The fields that it gives to a server, defaults of its variables among the variables. */
    public static ObjectNode serverFields(ObjectNode template) {
        ObjectNode fields = template.deepCopy();
        fields.remove(List.of(REQUIRED_ENV, DOCUMENTATION));
        ArrayNode env =
                template.get("env") instanceof ArrayNode own ? own.deepCopy() : JsonCodec.array();
        Set<String> given = new HashSet<>();
        env.forEach(variable -> given.add(variable.path("name").asText()));
        for (JsonNode variable : template.path(REQUIRED_ENV)) {
            String name = variable.path("name").asText();
            if (variable.has("default") && given.add(name)) {
                String value = variable.path("default").asText();
                env.addObject().put("name", name).put("value", value);
            }
        }
        if (!env.isEmpty()) {
            fields.set("env", env);
        }
        return fields;
    }

    private static TemplateSpec read(Fields fields) {
        List<RequiredVariable> required = fields.objects(REQUIRED_ENV, RequiredVariable::read);
        Set<String> names = new HashSet<>();
        for (RequiredVariable variable : required) {
            if (!variable.name().isEmpty() && !names.add(variable.name())) {
                fields.fault(REQUIRED_ENV, "\"" + variable.name() + "\" is given twice");
            }
        }
        Optional<String> documentation = fields.text(DOCUMENTATION);
        fields.refuse("fromTemplate", "a template is not made from another");
        boolean hasSource = Servers.hasSource(fields);
        ServerSpec defaults = Servers.readDefaults(fields);
        return new TemplateSpec(defaults, hasSource, required, documentation);
    }

    private static String source(View<TemplateSpec> view) {
        return view.spec().hasSource() ? view.spec().defaults().source().label() : "-";
    }

    private static String required(View<TemplateSpec> view) {
        List<String> names =
                view.spec().requiredEnv().stream().map(RequiredVariable::name).toList();
        return names.isEmpty() ? "-" : String.join(",", names);
    }
}
