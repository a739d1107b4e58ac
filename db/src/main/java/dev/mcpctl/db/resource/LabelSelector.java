package dev.mcpctl.db.resource;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A label selector in kubectl's grammar: {@code a=b,c!=d,e in (x,y),f notin (z),g,!h}; all of its
 * requirements must hold.
 */
public record LabelSelector(List<Requirement> requirements) {
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    private static final String KEY = "([A-Za-z0-9][-A-Za-z0-9_./]*)";
    private static final String VALUE = "([-A-Za-z0-9_.]*)";
    private static final Pattern EQUALITY =
            Pattern.compile("\\s*" + KEY + "\\s*(==|!=|=)\\s*" + VALUE + "\\s*");
    private static final Pattern MEMBERSHIP =
            Pattern.compile("\\s*" + KEY + "\\s+(in|notin)\\s*\\(([^()]*)\\)\\s*");
    private static final Pattern PRESENCE = Pattern.compile("\\s*(!?)\\s*" + KEY + "\\s*");

    /** One condition on the labels. */
    public sealed interface Requirement {
        boolean matches(Map<String, String> labels);
    }

    /** The label exists and has one of the values. */
    public record In(String key, Set<String> values) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return value != null && values.contains(value);
        }
    }

    /** The label has none of the values; a resource without it matches too. */
    public record NotIn(String key, Set<String> values) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return value == null || !values.contains(value);
        }
    }

    /** The label exists, whatever its value. */
    public record Exists(String key) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            return labels.containsKey(key);
        }
    }

    /** There is no such label. */
    public record Absent(String key) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            return !labels.containsKey(key);
        }
    }

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /** Blank text selects everything; text that is no selector is a bad-request problem. */
    public static LabelSelector parse(String text) {
        if (text.isBlank()) {
            return EVERYTHING;
        }
        List<Requirement> requirements = new ArrayList<>();
        for (String part : split(text)) {
            requirements.add(requirement(part, text));
        }
        return new LabelSelector(requirements);
    }

    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    /** At commas outside parentheses. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static Requirement requirement(String part, String text) {
        Matcher equality = EQUALITY.matcher(part);
        if (equality.matches()) {
            Set<String> value = Set.of(equality.group(3));
            return equality.group(2).equals("!=")
                    ? new NotIn(equality.group(1), value)
                    : new In(equality.group(1), value);
        }
        Matcher membership = MEMBERSHIP.matcher(part);
        if (membership.matches()) {
            Set<String> values = new LinkedHashSet<>();
            for (String value : membership.group(3).split(",", -1)) {
                values.add(value.strip());
            }
            return membership.group(2).equals("in")
                    ? new In(membership.group(1), values)
                    : new NotIn(membership.group(1), values);
        }
        Matcher presence = PRESENCE.matcher(part);
        if (presence.matches()) {
            return presence.group(1).isEmpty()
                    ? new Exists(presence.group(2))
                    : new Absent(presence.group(2));
        }
        throw new Problem(
                ProblemType.BAD_REQUEST,
                "\""
                        + text
                        + "\" is not a label selector: expected a=b, a!=b, a in (b,c), a notin (b), a"
                        + " or !a, separated by commas, at \""
                        + part.strip()
                        + "\"");
    }
}
