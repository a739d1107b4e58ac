package dev.mcpctl.api.project;

import java.util.List;
import java.util.Optional;

/**
 * What a project is to be, defaults filled in.
 *
 * @param servers in the order written
 * @param proxyModel the plugin, or a pipeline, which implies the plugin content-pipeline
 * @param pipeline the pipeline in place of the plugin's own
 */
public record ProjectSpec(
        String description,
        List<Attachment> servers,
        String proxyModel,
        Optional<String> pipeline,
        ToolNames toolNames,
        GateMode gateMode) {
    public ProjectSpec {
        servers = List.copyOf(servers);
    }

    /** The attachment of that alias. */
    public Optional<Attachment> attachment(String alias) {
        return servers.stream().filter(attachment -> attachment.alias().equals(alias)).findFirst();
    }
}
