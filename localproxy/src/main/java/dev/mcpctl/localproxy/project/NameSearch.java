package dev.mcpctl.localproxy.project;

import dev.mcpctl.api.project.ToolNames;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.McpException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds whose tool or prompt a client means. What is not known is asked for once before it is
 * refused: the project at mcpd, and the lists of the servers that could have it.
 */
final class NameSearch {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Project project;
    private final ProjectCatalog catalog;

    NameSearch(Project project, ProjectCatalog catalog) {
        this.project = project;
        this.catalog = catalog;
    }

    /**
     * @throws McpException {@code -32602} when there is no such thing
     */
    QualifiedName find(ListKind kind, String spelled, ToolNames style, Deadline deadline) {
        Optional<QualifiedName> known = project.merged().find(kind, spelled, style);
        if (known.isPresent()) {
            return known.get();
        }
        catalog.askUnlessAway(project.name());
        List<AttachedServer> candidates =
                project.servers().stream()
                        .filter(server -> mayHave(server, spelled, style))
                        .toList();
        await(
                candidates.stream().map(server -> server.refresh(kind)).toList(),
                deadline.orAfter(PATIENCE));
        return project.merged()
                .find(kind, spelled, style)
                .or(() -> unlisted(kind, spelled, style, candidates))
                .orElseThrow(() -> refusal(kind, spelled, style));
    }

    private static boolean mayHave(AttachedServer server, String spelled, ToolNames style) {
        return style == ToolNames.NONE
                || spelled.startsWith(server.alias() + "/")
                || spelled.startsWith(server.alias() + "_");
    }

    /** Of a server whose list cannot be had, the server itself is to say what is wrong. */
    private static Optional<QualifiedName> unlisted(
            ListKind kind, String spelled, ToolNames style, List<AttachedServer> candidates) {
        for (AttachedServer server : candidates) {
            ServerList.View view = server.view(kind);
            if (view.good() != null && view.trouble() == null && server.discovery().isPresent()) {
                continue;
            }
            if (spelled.startsWith(server.alias() + "/")
                    || spelled.startsWith(server.alias() + "_")) {
                String name = spelled.substring(server.alias().length() + 1);
                return Optional.of(new QualifiedName(server.alias(), name));
            }
            if (style == ToolNames.NONE) {
                return Optional.of(new QualifiedName(server.alias(), spelled));
            }
        }
        return Optional.empty();
    }

    /** Without mcpd nobody can say that there is no such thing. */
    private McpException refusal(ListKind kind, String spelled, ToolNames style) {
        return catalog.unreachable()
                .map(why -> DaemonErrors.unreachable(catalog.daemonUrl(), why))
                .orElseGet(() -> unknown(kind, spelled, notAttached(spelled, style)));
    }

    private static McpException unknown(ListKind kind, String spelled, Optional<String> reason) {
        boolean isTool = kind == ListKind.TOOLS;
        Json data = Json.object(isTool ? "tool" : "prompt", Json.of(spelled));
        return new McpException(
                new JsonRpcError(
                        ErrorCodes.INVALID_PARAMS,
                        (isTool ? "Unknown tool: " : "Unknown prompt: ")
                                + spelled
                                + reason.map(why -> " (" + why + ")").orElse(""),
                        reason.isEmpty() ? data : data.with("reason", Json.of(reason.get()))));
    }

    /** When the name is that of a server which the project does not have: so much. */
    private Optional<String> notAttached(String spelled, ToolNames style) {
        int slash = spelled.indexOf('/');
        if (slash <= 0 || style == ToolNames.NONE) {
            return Optional.empty();
        }
        String alias = spelled.substring(0, slash);
        List<String> attached =
                project.servers().stream().map(AttachedServer::alias).sorted().toList();
        if (attached.contains(alias)) {
            return Optional.empty();
        }
        return Optional.of(
                "server \""
                        + alias
                        + "\" is not attached to project \""
                        + project.name()
                        + "\"; attached: "
                        + (attached.isEmpty() ? "none" : String.join(", ", attached)));
    }

    private static void await(List<CompletableFuture<Void>> refreshes, Deadline deadline) {
        try {
            CompletableFuture.allOf(refreshes.toArray(CompletableFuture[]::new))
                    .get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // What there is decides.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
