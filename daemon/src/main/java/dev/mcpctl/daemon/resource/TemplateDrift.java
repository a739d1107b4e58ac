package dev.mcpctl.daemon.resource;

import dev.mcpctl.api.manifest.FieldOrder;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.server.FromTemplate;
import dev.mcpctl.api.template.Templates;
import dev.mcpctl.daemon.feed.Catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a server took from its template, and whether the template has moved on since. */
final class TemplateDrift {
    private TemplateDrift() {}

    /** Empty for what was made from no template. */
    static List<String> lines(Resource resource, Catalog catalog) {
        List<String> lines = new ArrayList<>();
        FromTemplate.of(resource.spec())
                .ifPresent(from -> {
                    lines.add("Name:        " + from.template());
                    lines.add("Generation:  " + from.generation());
                    lines.add("State:       " + state(from, catalog));
                    DescriptionText fields = new DescriptionText();
                    fields.fields(new FieldOrder().sorted(from.fields()));
                    fields.toString().lines().forEach(lines::add);
                });
        return lines;
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
