package dev.mcpctl.cli.jsonpath;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Reads a template: text, and braces that hold expressions, quoted text, range and end. */
final class TemplateParser {
    private static final String RANGE = "range";
    private static final String END = "end";

    private final String template;
    private final PathReader reader;
    private final Deque<OpenRange> open = new ArrayDeque<>();
    private List<Part> parts = new ArrayList<>();

    /** A range whose end has not come: its path, and what stood before it. */
    private record OpenRange(int position, List<Step> path, List<Part> before) {}

    TemplateParser(String template) {
        this.template = template;
        this.reader = new PathReader(template);
    }

    List<Part> parts() {
        int position = 0;
        while (position < template.length()) {
            int brace = template.indexOf('{', position);
            int end = brace < 0 ? template.length() : brace;
            if (end > position) {
                parts.add(new Part.Text(template.substring(position, end)));
            }
            position = brace < 0 ? end : action(brace);
        }
        if (!open.isEmpty()) {
            throw JsonPathFault.at(template, open.peek().position(), "{range …} without {end}");
        }
        return parts;
    }

    /** What is between braces; returns the position behind them. */
    private int action(int brace) {
        reader.moveTo(brace + 1);
        reader.skipSpaces();
        if (reader.takesWord(RANGE)) {
            List<Step> path = reader.path();
            open.push(new OpenRange(brace, path, parts));
            parts = new ArrayList<>();
        } else if (reader.takesWord(END)) {
            if (open.isEmpty()) {
                throw JsonPathFault.at(template, brace, "{end} without {range …}");
            }
            OpenRange range = open.pop();
            Part.Range whole = new Part.Range(range.path(), parts);
            parts = range.before();
            parts.add(whole);
        } else if (reader.isAtQuote()) {
            parts.add(new Part.Text(reader.quoted()));
        } else {
            parts.add(new Part.Expression(reader.path()));
        }
        reader.skipSpaces();
        reader.expect('}');
        return reader.position();
    }
}
