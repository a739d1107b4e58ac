package dev.mcpctl.cli.get;

import dev.mcpctl.api.client.ListQuery;
import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.api.client.ResourceTable;
import dev.mcpctl.api.client.TableReader;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.Targets.Target;
import dev.mcpctl.cli.print.OutputFormat;
import dev.mcpctl.cli.print.Refusals;
import dev.mcpctl.cli.print.TablePrinter;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Prints lists as tables. Of all of mcpctl this is what runs most, so that it loads as little as it
 * can: streaming JSON, no trees.
 */
final class TableListing {
    private final Invocation invocation;
    private final OutputFormat format;
    private final boolean hasHeaders;
    private final List<Problem> missing = new ArrayList<>();

    TableListing(Invocation invocation, OutputFormat format, boolean hasHeaders) {
        this.invocation = invocation;
        this.format = format;
        this.hasHeaders = hasHeaders;
    }

    /**
     * One table a kind, an empty line between them; names carry their kind when there are several.
     */
    int print(List<Target> targets, ListQuery query) {
        ResourceTable table = new ResourceTable(invocation.connection());
        int rows = 0;
        for (Target target : targets) {
            Rows reader = new Rows(targets.size() > 1, rows > 0);
            read(table, target, query, reader);
            reader.printer.flush();
            rows += reader.printer.rows();
        }
        if (rows == 0 && missing.isEmpty()) {
            invocation.streams().err().println("No resources found.");
        }
        Refusals.throwIfAny(missing);
        return 0;
    }

    private void read(ResourceTable table, Target target, ListQuery query, Rows reader) {
        boolean isWide = format == OutputFormat.WIDE;
        if (target.isWholeKind()) {
            table.read(target.list(), query, isWide, reader);
            return;
        }
        for (String name : target.names()) {
            ResourceAddress address = target.address(name, invocation.options());
            try {
                table.read(address, ListQuery.ALL, isWide, reader);
            } catch (Problem e) {
                if (e.type() != ProblemType.NOT_FOUND) {
                    throw e;
                }
                missing.add(e);
            }
        }
    }

    /** Passes rows on to a table. */
    private final class Rows implements TableReader {
        private final TablePrinter printer =
                new TablePrinter(invocation.streams().out(), hasHeaders);
        private final boolean showsKinds;
        private boolean needsGap;
        private @Nullable List<String> headers;

        Rows(boolean showsKinds, boolean needsGap) {
            this.showsKinds = showsKinds;
            this.needsGap = needsGap;
        }

        @Override
        public void columns(List<String> names) {
            if (headers == null) {
                headers = names;
            }
        }

        @Override
        public void row(String kind, @Nullable String project, String name, List<String> cells) {
            if (printer.rows() == 0) {
                if (needsGap) {
                    invocation.streams().out().println();
                    needsGap = false;
                }
                if (headers != null) {
                    printer.headers(headers);
                }
            }
            if (showsKinds) {
                List<String> named = new ArrayList<>(cells);
                named.set(0, kind + "/" + name);
                printer.row(named);
            } else {
                printer.row(cells);
            }
        }
    }
}
