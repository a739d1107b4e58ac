package dev.mcpctl.api.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.resource.OnDelete;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.api.resource.Verb;

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
                    .wideColumn("STATE", view -> view.statusText("state"))
                    .wideColumn("HEALTH", view -> view.statusText("health"))
                    .wideColumn("RUNTIME", view -> view.spec().effectiveRuntime().label())
                    .wideColumn("AGE", view -> view.age())
                    .refersTo(
                            "secret",
                            ServerSpec::secretMentions,
                            OnDelete.REFUSE,
                            (spec, _) -> spec)
                    .inBackup()
                    .build();

    private Servers() {}

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

    private static ObjectNode canonical(ObjectNode spec) {
        if (spec.has("dockerImage") && !spec.has("image")) {
            spec.set("image", spec.remove("dockerImage"));
        }
        Transport.fold(spec);
        return spec;
    }
}
