package dev.mcpctl.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.cli.inspect.Line.Look;
import dev.mcpctl.cli.print.TablePrinter;

import java.util.ArrayList;
import java.util.List;

/** One exchange: what the client asked and got, then what was said to the server. One thread. */
final class ExchangeView {
    private static final int MAX_SHOWN = 1 << 20;

    private final Passed chosen;
    private final List<Passed> messages = new ArrayList<>();
    private List<Line> lines = List.of();
    private int width;
    private int top;

    /**
     * @param known all messages that are kept, oldest first
     */
    ExchangeView(Passed chosen, List<Passed> known) {
        this.chosen = chosen;
        known.forEach(this::add);
        if (messages.isEmpty()) {
            messages.add(chosen);
        }
    }

    /** A message that came later, if it is of this exchange. */
    void add(Passed message) {
        if (message.isOfExchange(chosen)) {
            messages.add(message);
            width = 0;
        }
    }

    String title() {
        String method = chosen.method();
        String subject =
                messages.stream()
                        .map(Passed::subject)
                        .filter(name -> !name.isEmpty())
                        .findFirst()
                        .map(name -> " " + name)
                        .orElse("");
        return TablePrinter.oneLine(method + subject);
    }

    void scroll(int by) {
        top += by; // kept within bounds when it is drawn
    }

    void toTop() {
        top = 0;
    }

    void toBottom() {
        top = Integer.MAX_VALUE / 2;
    }

    /** So many lines from where it was scrolled to. */
    List<Line> lines(int columns, int rows) {
        if (columns != width) {
            width = columns;
            lines = laidOut();
        }
        top = Math.clamp(top, 0, Math.max(0, lines.size() - rows));
        return lines.subList(top, Math.min(lines.size(), top + rows));
    }

    private List<Line> laidOut() {
        List<Line> all = new ArrayList<>();
        for (boolean isOfClient : List.of(true, false)) {
            for (Passed message : messages) {
                if (message.isOfClient() == isOfClient) {
                    layOut(message, all);
                }
            }
        }
        return all;
    }

    private void layOut(Passed message, List<Line> all) {
        if (!all.isEmpty()) {
            all.add(new Line("", Look.PLAIN));
        }
        Look look =
                message.isFailure()
                        ? Look.FAILED
                        : message.outcome().isEmpty() ? Look.REQUEST : Look.HEADING;
        all.add(new Line(cut(heading(message)), look));
        for (String line : pretty(message.body()).split("\n", -1)) {
            String safe = TablePrinter.oneLine(line);
            for (int begin = 0; begin == 0 || begin < safe.length(); begin += width) {
                String part = safe.substring(begin, Math.min(safe.length(), begin + width));
                all.add(new Line(part, Look.PLAIN));
            }
        }
    }

    private String cut(String text) {
        return text.length() <= width ? text : text.substring(0, width);
    }

    private static String heading(Passed message) {
        return MessageRow.time(message.at())
                + " "
                + message.way().words()
                + (message.server().isEmpty() ? "" : " " + message.server())
                + ": "
                + TablePrinter.oneLine(message.method())
                + ", "
                + MessageRow.size(message.bytes())
                + (message.millis() == 0 ? "" : ", " + MessageRow.millis(message.millis()) + " ms")
                + (message.outcome().isEmpty() ? "" : ", " + message.outcome());
    }

    private static String pretty(String body) {
        if (body.length() > MAX_SHOWN) {
            return body.substring(0, MAX_SHOWN) + "\n(cut after " + MAX_SHOWN + " characters)";
        }
        try {
            JsonNode json = JsonCodec.read(body);
            return JsonCodec.pretty(json);
        } catch (Problem e) {
            return body;
        }
    }
}
