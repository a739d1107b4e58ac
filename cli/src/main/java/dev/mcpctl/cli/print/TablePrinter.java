package dev.mcpctl.cli.print;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Aligns columns as kubectl does: three spaces between them, none at a line's end, one line for
 * each row whatever a cell holds. Rows that come after {@link #flush} keep to the widths found
 * before it.
 */
public final class TablePrinter {
    private static final String GAP = "   ";
    private static final int FIRST_COMBINING = 0x300;
    private static final int FIRST_WIDE = 0x1100;

    private final PrintStream out;
    private final boolean hasHeaders;
    private final List<List<String>> pending = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();
    private int rows;

    public TablePrinter(PrintStream out, boolean hasHeaders) {
        this.out = out;
        this.hasHeaders = hasHeaders;
    }

    public void headers(List<String> names) {
        if (hasHeaders) {
            pending.add(names);
        }
    }

    public void row(List<String> cells) {
        rows++;
        List<String> shown = new ArrayList<>(cells.size());
        for (String cell : cells) {
            shown.add(oneLine(cell));
        }
        pending.add(shown);
    }

    /** How many rows came so far, headers not counted. */
    public int rows() {
        return rows;
    }

    /** Prints what came since the last time. */
    public void flush() {
        for (List<String> line : pending) {
            for (int column = 0; column < line.size(); column++) {
                int width = width(line.get(column));
                if (column == widths.size()) {
                    widths.add(width);
                } else if (width > widths.get(column)) {
                    widths.set(column, width);
                }
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : pending) {
            text.setLength(0);
            for (int column = 0; column < line.size(); column++) {
                String cell = line.get(column);
                text.append(cell);
                if (column < line.size() - 1) {
                    text.repeat(' ', widths.get(column) - width(cell)).append(GAP);
                }
            }
            text.setLength(lengthWithoutTrailingSpaces(text));
            out.print(text.append('\n'));
        }
        pending.clear();
        out.flush();
    }

    /** A text of others, safe to show: no line ends, and no character that a terminal obeys. */
    public static String oneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (!Character.isISOControl(letter)) {
                safe.append(letter);
            } else {
                safe.append(Character.isWhitespace(letter) ? ' ' : '?');
            }
        }
        return safe.toString();
    }

    private static int lengthWithoutTrailingSpaces(StringBuilder text) {
        int length = text.length();
        while (length > 0 && text.charAt(length - 1) == ' ') {
            length--;
        }
        return length;
    }

    /** Columns of a terminal: East Asian letters and emoji take two, combining marks none. */
    static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            width += point < FIRST_COMBINING ? 1 : widthOf(point);
        }
        return width;
    }

    private static int widthOf(int point) {
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT) {
            return 0;
        }
        boolean isWide =
                (point >= FIRST_WIDE && point <= 0x115F)
                        || (point >= 0x2E80 && point <= 0xA4CF)
                        || (point >= 0xAC00 && point <= 0xD7A3)
                        || (point >= 0xF900 && point <= 0xFAFF)
                        || (point >= 0xFE30 && point <= 0xFE6F)
                        || (point >= 0xFF00 && point <= 0xFF60)
                        || (point >= 0x1F300 && point <= 0x1FAFF)
                        || (point >= 0x20000 && point <= 0x3FFFD);
        return isWide ? 2 : 1;
    }
}
