package dev.mcpctl.cli.inspect;

import dev.mcpctl.cli.print.TablePrinter;

import java.util.Locale;

/** One message as a row of the list: what has a fixed width first, the method last. */
final class MessageRow {
    private static final int CLIENT = 16;
    private static final int SERVER = 14;
    private static final int TIME_BEGINS = "2026-01-01T".length();
    private static final int TIME_WIDTH = "00:00:00.000".length();
    private static final String FORMAT = "%-12s %-16s %-2s %-14s %7s %9s %-9s %s";
    static final String HEADING =
            FORMAT.formatted("TIME", "CLIENT", "", "SERVER", "SIZE", "MS", "OUTCOME", "METHOD");

    private MessageRow() {}

    /**
     * @param showsProject whether the row says of which project it is
     */
    static String of(Passed message, boolean showsProject) {
        String method =
                message.method() + (message.subject().isEmpty() ? "" : " " + message.subject());
        return FORMAT.formatted(
                time(message.at()),
                cut(message.client(), CLIENT),
                message.way().arrow(),
                cut(message.server(), SERVER),
                size(message.bytes()),
                message.millis() == 0 ? "" : millis(message.millis()),
                message.outcome(),
                TablePrinter.oneLine(method)
                        + (showsProject ? "  [" + message.project() + "]" : ""));
    }

    /** The time of day, to the millisecond; mcplocal leaves zeroes at the end out. */
    static String time(String instant) {
        String time = instant.length() > TIME_BEGINS ? instant.substring(TIME_BEGINS) : "";
        String bare = time.endsWith("Z") ? time.substring(0, time.length() - 1) : time;
        String whole = bare.length() == "00:00:00".length() ? bare + "." : bare;
        return whole.length() >= TIME_WIDTH
                ? whole.substring(0, TIME_WIDTH)
                : whole + "0".repeat(TIME_WIDTH - whole.length());
    }

    static String size(long bytes) {
        if (bytes < 10_000) {
            return bytes + " B";
        }
        double kilobytes = bytes / 1024.0;
        return kilobytes < 1_000
                ? String.format(Locale.ROOT, "%.1f K", kilobytes)
                : String.format(Locale.ROOT, "%.1f M", kilobytes / 1024);
    }

    static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 100 ? "%.2f" : "%.0f", millis);
    }

    private static String cut(String text, int width) {
        String shown = TablePrinter.oneLine(text);
        return shown.length() <= width ? shown : shown.substring(0, width - 1) + "~";
    }
}
