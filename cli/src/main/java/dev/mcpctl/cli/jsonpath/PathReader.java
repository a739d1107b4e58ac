package dev.mcpctl.cli.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;

import dev.mcpctl.cli.jsonpath.Step.Comparison;
import dev.mcpctl.cli.jsonpath.Step.Operand;
import dev.mcpctl.cli.jsonpath.Step.Operator;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Reads paths out of a text, from a position that moves on. */
final class PathReader {
    private static final String NAME_ENDS = " \t\n.[]{}()'\",=!<>";
    private static final char NONE = '\0';

    private final String text;
    private int position;

    PathReader(String text) {
        this.text = text;
    }

    int position() {
        return position;
    }

    void moveTo(int place) {
        position = place;
    }

    void skipSpaces() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    /** Whether a word stands here, by itself; it is passed then. */
    boolean takesWord(String word) {
        int end = position + word.length();
        boolean isIt =
                text.startsWith(word, position)
                        && (end == text.length() || NAME_ENDS.indexOf(text.charAt(end)) >= 0);
        if (isIt) {
            position = end;
        }
        return isIt;
    }

    boolean isAtQuote() {
        return peek() == '"' || peek() == '\'';
    }

    void expect(char letter) {
        if (peek() != letter) {
            throw fault(
                    peek() == NONE
                            ? "expected \"" + letter + "\", but it ends here"
                            : "unexpected \"" + peek() + "\"");
        }
        position++;
    }

    /** A path up to a letter that belongs to none: a brace, a bracket, an operator. */
    List<Step> path() {
        List<Step> steps = new ArrayList<>();
        skipSpaces();
        int start = position;
        if (isNameLetter(peek()) && peek() != '$' && peek() != '@' && peek() != '*') {
            steps.add(new Step.Field(name()));
        }
        while (addsStep(steps)) {
            skipSpaces();
        }
        if (position == start) {
            throw fault("expected a path such as .metadata.name");
        }
        return steps;
    }

    private boolean addsStep(List<Step> steps) {
        switch (peek()) {
            case '$' -> {
                position++;
                steps.add(new Step.Root());
            }
            case '@' -> position++; // where the path is anyway
            case '*' -> {
                position++;
                steps.add(new Step.Every());
            }
            case '[' -> steps.add(brackets());
            case '.' -> {
                position++;
                if (peek() == '.') {
                    position++;
                    steps.add(new Step.Descent());
                }
                if (isNameLetter(peek()) && peek() != '*') {
                    steps.add(new Step.Field(name()));
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean isNameLetter(char letter) {
        return letter != NONE && NAME_ENDS.indexOf(letter) < 0;
    }

    /** A backslash takes the next letter as it is: {@code app\.kubernetes\.io/name}. */
    private String name() {
        StringBuilder name = new StringBuilder();
        while (isNameLetter(peek())) {
            if (peek() == '\\' && position + 1 < text.length()) {
                position++;
            }
            name.append(text.charAt(position));
            position++;
        }
        return name.toString();
    }

    /** {@code [...]}: a filter, or a union of one or more. */
    private Step brackets() {
        expect('[');
        skipSpaces();
        if (peek() == '?') {
            return filter();
        }
        List<List<Step>> paths = new ArrayList<>();
        do {
            skipSpaces();
            paths.add(element());
            skipSpaces();
        } while (takes(','));
        expect(']');
        boolean isPlain = paths.size() == 1 && paths.getFirst().size() == 1;
        return isPlain ? paths.getFirst().getFirst() : new Step.Union(paths);
    }

    private List<Step> element() {
        if (takes('*')) {
            return List.of(new Step.Every());
        }
        if (isAtQuote()) {
            return named(quoted());
        }
        return List.of(indexOrSlice());
    }

    /** As kubectl has it, a text in quotes is a path where it can be: {@code ['metadata.name']}. */
    private static List<Step> named(String key) {
        PathReader inner = new PathReader(key);
        if (!isNameLetter(inner.peek())) {
            return List.of(new Step.Field(key));
        }
        List<Step> path = inner.path();
        return inner.position == key.length() ? path : List.of(new Step.Field(key));
    }

    private Step indexOrSlice() {
        int start = position;
        Integer from = integer();
        if (!takes(':')) {
            if (from == null) {
                throw fault("expected a number, a name in quotes, * or a filter");
            }
            return new Step.Index(from);
        }
        Integer to = integer();
        Integer by = takes(':') ? integer() : null;
        if (by != null && by <= 0) {
            throw JsonPathFault.at(text, start, "the step of a slice is a number above 0");
        }
        return new Step.Slice(from, to, by == null ? 1 : by);
    }

    private @Nullable Integer integer() {
        skipSpaces();
        int start = position;
        if (peek() == '-') {
            position++;
        }
        while (Character.isDigit(peek())) {
            position++;
        }
        String digits = text.substring(start, position);
        skipSpaces();
        if (digits.isEmpty()) {
            return null;
        }
        try {
            return Integer.valueOf(digits);
        } catch (NumberFormatException e) {
            throw JsonPathFault.at(text, start, "\"" + digits + "\" is not a number of an element");
        }
    }

    private Step filter() {
        position++;
        expect('(');
        Operand left = operand();
        skipSpaces();
        Operator operator = operator();
        Comparison comparison = operator == null ? null : new Comparison(operator, operand());
        skipSpaces();
        expect(')');
        skipSpaces();
        expect(']');
        return new Step.Filter(left, comparison);
    }

    private @Nullable Operator operator() {
        for (Operator operator : Operator.values()) {
            if (text.startsWith(operator.sign(), position)) {
                position += operator.sign().length();
                return operator;
            }
        }
        if (peek() == '=') {
            throw fault("expected ==, !=, <, <=, > or >=");
        }
        return null;
    }

    private Operand operand() {
        skipSpaces();
        if (isAtQuote()) {
            return new Operand.Literal(TextNode.valueOf(quoted()));
        }
        if (peek() == '@' || peek() == '$' || peek() == '.') {
            return new Operand.Path(path());
        }
        int start = position;
        while (isNameLetter(peek()) || peek() == '.') {
            position++;
        }
        return new Operand.Literal(literal(start, text.substring(start, position)));
    }

    private JsonNode literal(int start, String word) {
        if (word.equals("true") || word.equals("false")) {
            return BooleanNode.valueOf(word.equals("true"));
        }
        try {
            return DecimalNode.valueOf(new BigDecimal(word));
        } catch (NumberFormatException e) {
            throw JsonPathFault.at(
                    text, start, "expected @.field, a text in quotes, a number, true or false");
        }
    }

    /** A text in single or double quotes, with the usual escapes. */
    String quoted() {
        int start = position;
        char quote = peek();
        position++;
        StringBuilder content = new StringBuilder();
        while (peek() != quote) {
            char letter = peek();
            if (letter == NONE) {
                throw JsonPathFault.at(text, start, "the quote is not closed");
            }
            position++;
            if (letter == '\\' && peek() != NONE) {
                content.append(escaped(peek()));
                position++;
            } else {
                content.append(letter);
            }
        }
        position++;
        return content.toString();
    }

    private static String escaped(char letter) {
        return switch (letter) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case '\\', '\'', '"' -> String.valueOf(letter);
            default -> "\\" + letter; // of a path: a\.b
        };
    }

    private boolean takes(char letter) {
        skipSpaces();
        boolean isIt = peek() == letter;
        if (isIt) {
            position++;
        }
        return isIt;
    }

    private char peek() {
        return position < text.length() ? text.charAt(position) : NONE;
    }

    private JsonPathFault fault(String what) {
        return JsonPathFault.at(text, position, what);
    }
}
