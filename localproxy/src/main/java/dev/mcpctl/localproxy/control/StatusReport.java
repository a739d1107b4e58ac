package dev.mcpctl.localproxy.control;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.localproxy.project.DaemonLink;
import dev.mcpctl.localproxy.project.ProjectEndpoints;
import dev.mcpctl.localproxy.project.Warning;

import java.util.Optional;

/** How this program is doing, for {@code mcpctl status}. Does not wait for anybody. */
public final class StatusReport {
    private final DaemonLink link;
    private final ProjectEndpoints projects;
    private final String version;
    private final String build;

    public StatusReport(DaemonLink link, ProjectEndpoints projects, String version, String build) {
        this.link = link;
        this.projects = projects;
        this.version = version;
        this.build = build;
    }

    byte[] json() {
        ObjectNode json =
                JsonCodec.object()
                        .put("version", version)
                        .put("build", build)
                        .put("pid", ProcessHandle.current().pid());
        Optional<String> trouble = link.trouble();
        ObjectNode mcpd =
                json.putObject("mcpd").put("url", link.url()).put("reachable", trouble.isEmpty());
        trouble.ifPresent(why -> mcpd.put("error", why));
        var warnings = json.putArray("warnings");
        for (Warning warning : projects.warnings()) {
            warnings.addObject()
                    .put("project", warning.project())
                    .put("server", warning.server())
                    .put("detail", warning.detail());
        }
        return JsonCodec.bytes(json);
    }
}
