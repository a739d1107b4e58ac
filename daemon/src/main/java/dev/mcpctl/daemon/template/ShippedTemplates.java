package dev.mcpctl.daemon.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.manifest.ManifestDocument;
import dev.mcpctl.api.manifest.ManifestReader;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.template.Templates;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the templates that come with mcpd. */
public final class ShippedTemplates {
    private static final String FILE = "shipped.yaml";

    private ShippedTemplates() {}

    /** All of them, by name. */
    public static List<Resource> read() {
        try (InputStream in = ShippedTemplates.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + FILE);
            }
            List<Resource> templates = new ArrayList<>();
            for (ManifestDocument document : ManifestReader.read(FILE, in)) {
                templates.add(template(document.envelope()));
            }
            return List.copyOf(templates);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Resource template(JsonNode document) {
        String name = document.path("metadata").path("name").asText();
        List<Fault> faults = new ArrayList<>();
        ObjectNode spec = Templates.KIND.canonical((ObjectNode) document.path("spec"));
        Templates.KIND.read(spec, faults);
        if (!faults.isEmpty()) {
            throw new IllegalStateException("template " + name + ": " + faults);
        }
        return Resource.of(Metadata.named(Templates.KIND.name(), null, name), spec)
                .withStatus(JsonCodec.object().put(Templates.ORIGIN, Templates.SHIPPED));
    }
}
