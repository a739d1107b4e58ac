package dev.mcpctl.cli.get;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.client.ChangeStream;
import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.ListQuery;
import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.api.client.ResourceList;
import dev.mcpctl.api.client.TableReader;
import dev.mcpctl.api.client.WatchEvent;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.Targets.Target;
import dev.mcpctl.cli.print.OutputFormat;
import dev.mcpctl.cli.print.ResourcePrinter;
import dev.mcpctl.cli.print.TablePrinter;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code get --watch}: the list, then every change from its position on. When mcpd no longer has
 * that position the list is printed again. Ends when nobody reads, or by a signal.
 */
final class Watching {
    private static final String ADDED = "ADDED";

    private final Invocation invocation;
    private final Documents documents;
    private final OutputFormat format;
    private final boolean hasHeaders;
    private final boolean showsEvents;

    Watching(Invocation invocation, Documents documents, boolean hasHeaders, boolean showsEvents) {
        this.invocation = invocation;
        this.documents = documents;
        this.format = documents.format();
        this.hasHeaders = hasHeaders;
        this.showsEvents = showsEvents;
        if (showsEvents && (format == OutputFormat.YAML || format == OutputFormat.JSONPATH)) {
            throw new UsageError("--output-watch-events goes with tables, json and name");
        }
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
        Rows rows = new Rows(target);
        long position = daemon.table(list, query, isWide, rows);
        if (!rows.headers.isEmpty()) {
            table.headers(showsEvents ? with("EVENT", rows.headers) : rows.headers);
        }
        rows.print(table, ADDED);
        try (ChangeStream<String> changes =
                daemon.watchTable(list, query, isWide, position, rows)) {
            for (Optional<String> type = changes.next();
                    type.isPresent() && invocation.streams().flush();
                    type = changes.next()) {
                rows.print(table, type.get());
            }
        }
        return 0;
    }

    private int watchResources(DaemonClient daemon, Target target, ListQuery query) {
        ResourceAddress list = target.list();
        ResourceList present = daemon.list(list, query);
        ResourcePrinter printer = documents.printer();
        for (Resource resource : present.items()) {
            print(printer, target, ADDED, resource);
        }
        try (ChangeStream<WatchEvent> changes = daemon.watch(list, query, present.position())) {
            while (invocation.streams().flush()) {
                Optional<WatchEvent> change = changes.next();
                if (change.isEmpty()) {
                    return 0;
                }
                print(printer, target, change.get().type(), change.get().resource());
            }
        }
        return 0;
    }

    private void print(ResourcePrinter printer, Target target, String type, Resource resource) {
        if (!isMeant(target, resource.metadata().name())) {
            return;
        }
        if (!showsEvents) {
            printer.print(format, List.of(resource), false);
        } else if (format == OutputFormat.NAME) {
            invocation.streams().out().println(shown(type) + " " + resource.key());
        } else {
            ObjectNode event = JsonCodec.object().put("type", shown(type));
            event.set("object", resource.toJson());
            invocation.streams().out().println(JsonCodec.pretty(event));
        }
    }

    private static boolean isMeant(Target target, String name) {
        return target.isWholeKind() || target.names().contains(name);
    }

    /** Where status is no part of its own, a change of it is a change. */
    private static String shown(String type) {
        return type.equals("STATUS") ? "MODIFIED" : type;
    }

    private static List<String> with(String first, List<String> rest) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }

    /** Holds what was read until it is known what it is about. */
    private final class Rows implements TableReader {
        private final Target target;
        private final List<List<String>> waiting = new ArrayList<>();
        private List<String> headers = List.of();

        Rows(Target target) {
            this.target = target;
        }

        @Override
        public void columns(List<String> names) {
            headers = names;
        }

        @Override
        public void row(String kind, @Nullable String project, String name, List<String> cells) {
            if (isMeant(target, name)) {
                waiting.add(cells);
            }
        }

        void print(TablePrinter table, String type) {
            waiting.forEach(cells -> table.row(showsEvents ? with(shown(type), cells) : cells));
            waiting.clear();
            table.flush();
        }
    }
}
