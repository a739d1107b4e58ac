package dev.mcpctl.api.attachment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.project.Attachment;
import dev.mcpctl.api.resource.Fields;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.OnDelete;
import dev.mcpctl.api.resource.Reference;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.api.resource.Storage;
import dev.mcpctl.api.resource.Verb;

import java.util.List;
import java.util.Map;

/** Declares the kind; its name is the alias, its truth is the project's list of servers. */
public final class ServerAttachments {
    public static final ResourceKind<ServerAttachmentSpec> KIND =
            ResourceKind.read(ServerAttachments::read)
                    .named("serverattachment", "serverattachments", "sa")
                    .scopedTo(Scope.PROJECT)
                    .keptIn(Storage.DERIVED)
                    .verbs(Verb.ALL)
                    .column("PROJECT", view -> String.valueOf(view.metadata().project()))
                    .column("SERVER", view -> view.spec().server())
                    .refersTo(
                            "server",
                            spec -> List.of(new Reference.Mention(spec.server(), "/spec/server")),
                            OnDelete.CASCADE,
                            (spec, _) -> spec)
                    .build();

    private ServerAttachments() {}

    /** The resource that stands for one entry of a project. */
    public static Resource of(Resource project, Attachment attachment) {
        Metadata owner = project.metadata();
        Metadata metadata =
                new Metadata(
                        KIND.name(),
                        attachment.alias(),
                        owner.name(),
                        Map.of(),
                        Map.of(),
                        owner.uid(),
                        owner.generation(),
                        owner.resourceVersion(),
                        owner.createdAt(),
                        owner.updatedAt());
        return Resource.of(metadata, JsonCodec.object().put("server", attachment.server()));
    }

    /** The entry of a project's {@code servers} that stands for an attachment. */
    public static JsonNode entry(String alias, ServerAttachmentSpec spec) {
        ObjectNode entry = JsonCodec.object().put("server", spec.server());
        return alias.equals(spec.server()) ? entry.get("server") : entry.put("alias", alias);
    }

    private static ServerAttachmentSpec read(Fields fields) {
        String server = fields.required("server");
        fields.refuse("toolsets", "toolsets are not available yet");
        fields.end();
        return new ServerAttachmentSpec(server);
    }
}
