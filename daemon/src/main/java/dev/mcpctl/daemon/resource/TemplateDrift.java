package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.manifest.FieldOrder;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.server.FromTemplate;
import dev.mcpctl.api.template.Templates;
import dev.mcpctl.daemon.feed.Catalog;

import java.util.Optional;

/** What a server took from its template, and whether the template has moved on since. */
final class TemplateDrift {
    private TemplateDrift() {}

    /** Empty for what was made from no template. */
    static Optional<ObjectNode> of(Resource resource, Catalog catalog) {
        return FromTemplate.of(resource.spec())
                .map(from -> {
                    ObjectNode shown =
                            JsonCodec.object()
                                    .put("name", from.template())
                                    .put("generation", from.generation())
                                    .put("state", state(from, catalog));
                    new FieldOrder()
                            .sorted(from.fields())
                            .properties()
                            .forEach(field -> shown.set(field.getKey(), field.getValue()));
                    return shown;
                });
    }

    private static String state(FromTemplate from, Catalog catalog) {
        Optional<Resource> now =
                catalog.find(ResourceKey.global(Templates.KIND.name(), from.template()));
        if (now.isEmpty()) {
            return "the template is gone";
        }
        boolean isSame = Templates.serverFields(now.get().spec()).equals(from.fields());
        return isSame
                ? "up to date"
                : "the template has moved on (generation "
                        + now.get().metadata().generation()
                        + "); it is taken again when the spec of this server changes";
    }
}
