package dev.mcpctl.cli.up;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.manifest.ManifestDocument;

import java.util.List;
import java.util.Set;

/** A call to try: the one that a server is probed with, for it is known to work. */
final class NextCall {
    private NextCall() {}

    static String example(List<ManifestDocument> documents, Set<String> servers, String project) {
        for (ManifestDocument document : documents) {
            JsonNode probe = document.spec().path("healthCheck");
            if (servers.contains(document.key().name()) && probe.path("tool").isTextual()) {
                JsonNode arguments = probe.path("arguments");
                return "mcpctl call "
                        + document.key().name()
                        + "/"
                        + probe.path("tool").asText()
                        + " --project "
                        + project
                        + (arguments.isObject()
                                ? " --args '" + JsonCodec.text(arguments) + "'"
                                : "");
            }
        }
        return "mcpctl call SERVER/TOOL --project " + project + " --args '{}'";
    }
}
