package dev.mcpctl.api.template;

import dev.mcpctl.api.resource.Fields;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.api.resource.Verb;
import dev.mcpctl.api.resource.View;
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
                    .section(
                            "Required Environment",
                            view ->
                                    view.spec().requiredEnv().stream()
                                            .map(RequiredVariable::line)
                                            .toList())
                    .inBackup()
                    .build();

    private Templates() {}

    private static TemplateSpec read(Fields fields) {
        List<RequiredVariable> required = fields.objects("requiredEnv", RequiredVariable::read);
        Set<String> names = new HashSet<>();
        for (RequiredVariable variable : required) {
            if (!variable.name().isEmpty() && !names.add(variable.name())) {
                fields.fault("requiredEnv", "\"" + variable.name() + "\" is given twice");
            }
        }
        Optional<String> documentation = fields.text("documentation");
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
