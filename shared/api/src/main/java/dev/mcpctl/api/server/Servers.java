package dev.mcpctl.api.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.api.resource.Fields;
import dev.mcpctl.api.resource.OnDelete;
import dev.mcpctl.api.resource.Reference;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.api.resource.Verb;
import dev.mcpctl.api.resource.View;

import java.util.List;

/** Declares the kind. */
public final class Servers {
    public static final ResourceKind<ServerSpec> KIND =
            ResourceKind.read(ServerSpecReader::read)
                    .named("server", "servers", "srv")
                    .scopedTo(Scope.GLOBAL)
                    .verbs(Verb.ALL)
                    .canonicalBy(Servers::canonical)
                    .column("TRANSPORT", view -> view.spec().transport().label())
                    .column("REPLICAS", view -> view.spec().replicas())
                    .column("DOCKER IMAGE", view -> sourceLabel(view.spec(), view.status()))
                    .column("DESCRIPTION", view -> view.spec().description())
                    .wideColumn("STATE", Servers::state)
                    .wideColumn("HEALTH", view -> view.statusText("health"))
                    .wideColumn("RUNTIME", Servers::runtime)
                    .wideColumn("AGE", view -> view.age())
                    .deriving(FromTemplate.RESOLVED)
                    .sectionOf(
                            Environment.VARIABLES,
                            "Environment",
                            view -> Environment.variables(view.spec()))
                    .sectionOf(
                            Environment.SECRETS,
                            "Environment Variables from",
                            view -> Environment.secrets(view.spec()))
                    .sectionOf(
                            List.of(HealthCheck.FIELD),
                            HealthCheck.TITLE,
                            view -> List.of(view.spec().healthCheck().line()))
                    .refersTo(
                            "template",
                            spec ->
                                    spec.template().stream()
                                            .map(name ->
                                                    new Reference.Mention(
                                                            name, "/spec/" + FromTemplate.FIELD))
                                            .toList(),
                            OnDelete.DANGLE,
                            (spec, _) -> spec)
                    .refersTo(
                            "secret",
                            ServerSpec::secretMentions,
                            OnDelete.REFUSE,
                            (spec, _) -> spec)
                    .inBackup()
                    .build();

    private Servers() {}

    /** One that never ran and is not to run has no status: nothing observed it. */
    private static String state(View<ServerSpec> view) {
        return view.spec().replicas() == 0 && !view.status().has("state")
                ? InstanceState.STOPPED.label()
                : view.statusText("state");
    }

    private static String runtime(View<ServerSpec> view) {
        return view.spec().effectiveRuntime(view.status()).map(ServerRuntime::label).orElse("-");
    }

    /** A package without a version shows the one that was resolved at creation. */
    private static String sourceLabel(ServerSpec spec, JsonNode status) {
        String resolved = status.path("packageVersion").asText("");
        if (spec.source() instanceof ServerSource.NpmPackage npm
                && npm.version() == null
                && !resolved.isEmpty()) {
            return npm.label() + "@" + resolved;
        }
        return spec.source().label();
    }

    /** Whether a spec says where the server comes from. */
    public static boolean hasSource(Fields fields) {
        return ServerSourceReader.isGiven(fields);
    }

    /** Reads a spec that may lack what a server must have, since it is completed later. */
    public static ServerSpec readDefaults(Fields fields) {
        return ServerSpecReader.readDefaults(fields);
    }

    /** The one shape of a server's fields: aliases folded away. Changes the argument. */
    public static ObjectNode canonical(ObjectNode spec) {
        if (spec.has("dockerImage") && !spec.has("image")) {
            spec.set("image", spec.remove("dockerImage"));
        }
        Transport.fold(spec);
        spec.remove(FromTemplate.RESOLVED); // mcpd's own
        return spec;
    }
}
