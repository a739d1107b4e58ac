package dev.mcpctl.cli.get;

import dev.mcpctl.api.client.ChangeStream;
import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.ListQuery;
import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.api.client.ResourceList;
import dev.mcpctl.api.client.TableReader;
import dev.mcpctl.api.client.WatchEvent;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.Targets.Target;
import dev.mcpctl.cli.print.OutputFormat;
import dev.mcpctl.cli.print.ResourcePrinter;
import dev.mcpctl.cli.print.TablePrinter;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * {@code get --watch}: the list, then every change from its position on. When mcpd no longer has
 * that position the list is printed again. Ends when nobody reads, or by a signal.
 */
final class Watching {
    private final Invocation invocation;
    private final OutputFormat format;
    private final boolean hasHeaders;

    Watching(Invocation invocation, OutputFormat format, boolean hasHeaders) {
        this.invocation = invocation;
        this.format = format;
        this.hasHeaders = hasHeaders;
    }

    int run(Target target, ListQuery query) {
        DaemonClient daemon = invocation.daemon();
        while (true) {
            try {
                return format.isTable()
                        ? watchTable(daemon, target, query)
                        : watchResources(daemon, target, query);
            } catch (Problem e) {
                if (e.type() != ProblemType.GONE) {
                    throw e;
                }
            }
        }
    }

    private int watchTable(DaemonClient daemon, Target target, ListQuery query) {
        ResourceAddress list = target.list();
        boolean isWide = format == OutputFormat.WIDE;
        TablePrinter table = new TablePrinter(invocation.streams().out(), hasHeaders);
        TableReader rows =
                new TableReader() {
                    @Override
                    public void columns(List<String> names) {
                        table.headers(names);
                    }

                    @Override
                    public void row(
                            String kind,
                            @Nullable String project,
                            String name,
                            List<String> cells) {
                        if (isMeant(target, name)) {
                            table.row(cells);
                        }
                    }
                };
        long position = daemon.table(list, query, isWide, rows);
        table.flush();
        try (ChangeStream<String> changes =
                daemon.watchTable(list, query, isWide, position, rows)) {
            while (changes.next().isPresent() && invocation.streams().flush()) {
                table.flush();
            }
        }
        return 0;
    }

    private int watchResources(DaemonClient daemon, Target target, ListQuery query) {
        ResourceAddress list = target.list();
        ResourcePrinter printer = new ResourcePrinter(invocation.streams().out());
        ResourceList present = daemon.list(list, query);
        for (Resource resource : present.items()) {
            if (isMeant(target, resource.metadata().name())) {
                printer.print(format, List.of(resource), false);
            }
        }
        try (ChangeStream<WatchEvent> changes = daemon.watch(list, query, present.position())) {
            while (invocation.streams().flush()) {
                Optional<WatchEvent> change = changes.next();
                if (change.isEmpty()) {
                    return 0;
                }
                Resource resource = change.get().resource();
                if (isMeant(target, resource.metadata().name())) {
                    printer.print(format, List.of(resource), false);
                }
            }
        }
        return 0;
    }

    private static boolean isMeant(Target target, String name) {
        return target.isWholeKind() || target.names().contains(name);
    }
}
