package dev.mcpctl.cli.get;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.ListQuery;
import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.Targets.Target;
import dev.mcpctl.cli.print.OutputFormat;
import dev.mcpctl.cli.print.Refusals;
import dev.mcpctl.cli.print.TablePrinter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints resources whole: as documents or names, or as tables made here. */
final class ResourceListing {
    private final Invocation invocation;
    private final Documents documents;

    ResourceListing(Invocation invocation, Documents documents) {
        this.invocation = invocation;
        this.documents = documents;
    }

    int print(List<Target> targets, ListQuery query) {
        DaemonClient daemon = invocation.daemon();
        List<Resource> found = new ArrayList<>();
        List<Problem> missing = new ArrayList<>();
        boolean isList = targets.size() > 1;
        for (Target target : targets) {
            if (target.isWholeKind()) {
                found.addAll(daemon.list(target.list(), query).items());
            }
            isList |= target.names().size() != 1;
            for (String name : target.names()) {
                try {
                    found.add(daemon.get(target.address(name, invocation.options())));
                } catch (Problem e) {
                    if (e.type() != ProblemType.NOT_FOUND) {
                        throw e;
                    }
                    missing.add(e);
                }
            }
        }
        print(found, isList, missing.isEmpty());
        Refusals.throwIfAny(missing);
        return 0;
    }

    /** What an export of the project, or of everything, holds. */
    int printAll(boolean hasHeaders) {
        List<Resource> all = invocation.daemon().all(invocation.options().project().orElse(null));
        if (documents.format().isTable()) {
            tables(all, hasHeaders);
        } else {
            print(all, true, true);
        }
        return 0;
    }

    private void print(List<Resource> resources, boolean isList, boolean isComplete) {
        if (resources.isEmpty() && !documents.showsNothing()) {
            sayNothingFound(isComplete);
            return;
        }
        if (!resources.isEmpty() || isComplete) {
            documents.printer().print(documents.format(), resources, isList);
        }
    }

    private void tables(List<Resource> resources, boolean hasHeaders) {
        Map<String, List<Resource>> byKind = new LinkedHashMap<>();
        for (Resource resource : resources) {
            byKind.computeIfAbsent(resource.metadata().kind(), _ -> new ArrayList<>())
                    .add(resource);
        }
        boolean isWide = documents.format() == OutputFormat.WIDE;
        Instant now = Instant.now();
        boolean isFirst = true;
        for (Map.Entry<String, List<Resource>> entry : byKind.entrySet()) {
            ResourceKind<?> kind = Kinds.get(entry.getKey());
            if (!isFirst) {
                invocation.streams().out().println();
            }
            isFirst = false;
            TablePrinter table = new TablePrinter(invocation.streams().out(), hasHeaders);
            List<String> headers = new ArrayList<>();
            kind.columns(isWide).forEach(column -> headers.add(column.header()));
            table.headers(headers);
            for (Resource resource : entry.getValue()) {
                List<String> cells = new ArrayList<>(kind.cells(resource, isWide, now));
                cells.set(0, resource.key().toString());
                table.row(cells);
            }
            table.flush();
        }
        sayNothingFound(byKind.isEmpty());
    }

    private void sayNothingFound(boolean isNothing) {
        if (isNothing) {
            invocation.streams().err().println("No resources found.");
        }
    }
}
