package dev.mcpctl.api.instance;

import dev.mcpctl.api.resource.Fields;
import dev.mcpctl.api.resource.OnDelete;
import dev.mcpctl.api.resource.Reference;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.api.resource.Storage;
import dev.mcpctl.api.resource.Verb;

import java.util.List;
import java.util.Set;

/**
 * Declares the kind. Status: {@code state}, {@code health}, {@code restarts}, {@code message},
 * {@code handle} (process id or container id), {@code imageDigest}, {@code node}, {@code owner} (of
 * one that serves not everybody), {@code startedAt}, {@code lastExitCode}, {@code backOffUntil}.
 */
public final class Instances {
    public static final ResourceKind<InstanceSpec> KIND =
            ResourceKind.read(Instances::read)
                    .named("instance", "instances", "inst")
                    .scopedTo(Scope.GLOBAL)
                    .keptIn(Storage.OWN_TABLE)
                    .verbs(Set.of(Verb.GET, Verb.LIST, Verb.WATCH, Verb.DELETE))
                    .column("SERVER", view -> view.spec().server())
                    .column("STATUS", view -> view.statusText("state"))
                    .column("HEALTH", view -> view.statusText("health"))
                    .column("RESTARTS", view -> view.status().path("restarts").asInt())
                    .column("AGE", view -> view.age())
                    .wideColumn("CONTAINER ID", view -> view.statusText("handle"))
                    .wideColumn("NODE", view -> view.statusText("node"))
                    .wideColumn("OWNER", view -> view.statusText("owner"))
                    .wideColumn("IMAGE DIGEST", view -> shortened(view.statusText("imageDigest")))
                    .sectionOf(
                            List.of("server", "generation"),
                            "Server",
                            view ->
                                    List.of(
                                            view.spec().server()
                                                    + ", generation "
                                                    + view.spec().generation()))
                    .refersTo(
                            "server",
                            spec -> List.of(new Reference.Mention(spec.server(), "/spec/server")),
                            OnDelete.CASCADE,
                            (spec, _) -> spec)
                    .build();

    private static final int SHOWN_DIGITS = 12;

    private Instances() {}

    /** The algorithm and as much of a digest as engines show of it. */
    private static String shortened(String digest) {
        int end = digest.indexOf(':') + 1 + SHOWN_DIGITS;
        return digest.substring(0, Math.min(end, digest.length()));
    }

    private static InstanceSpec read(Fields fields) {
        InstanceSpec spec =
                new InstanceSpec(
                        fields.required("server"),
                        fields.integer("generation", 0, 0, Integer.MAX_VALUE));
        fields.end();
        return spec;
    }
}
