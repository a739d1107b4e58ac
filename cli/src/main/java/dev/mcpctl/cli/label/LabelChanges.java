package dev.mcpctl.cli.label;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.cli.print.UsageError;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Labels to set, and labels to take away.
 *
 * @param isOverwriting whether a label that has another value may be set
 */
record LabelChanges(Map<String, String> set, Set<String> removed, boolean isOverwriting) {
    LabelChanges {
        set = Map.copyOf(set);
        removed = Set.copyOf(removed);
    }

    /** Whether a word is one: {@code key=value} or {@code key-}. */
    static boolean isChange(String word) {
        return word.indexOf('=') >= 0 || word.endsWith("-");
    }

    /** At least one change; a wrong one is a {@link UsageError}. */
    static LabelChanges parse(List<String> words, boolean isOverwriting) {
        Map<String, String> set = new LinkedHashMap<>();
        Set<String> removed = new LinkedHashSet<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            String key =
                    equals < 0 ? word.substring(0, word.length() - 1) : word.substring(0, equals);
            if (key.isEmpty()) {
                throw new UsageError("expected KEY=VALUE or KEY-, got \"" + word + "\"");
            }
            if (equals < 0) {
                removed.add(key);
            } else {
                set.put(key, word.substring(equals + 1));
            }
        }
        if (set.isEmpty() && removed.isEmpty()) {
            throw new UsageError("at least one label is needed: KEY=VALUE, or KEY- to remove it");
        }
        for (String key : removed) {
            if (set.containsKey(key)) {
                throw new UsageError("the label \"" + key + "\" cannot be both set and removed");
            }
        }
        return new LabelChanges(set, removed, isOverwriting);
    }

    /**
     * The labels that come of it.
     *
     * @throws Problem LOCAL when a label has another value and may not be overwritten
     */
    Map<String, String> on(Map<String, String> labels) {
        Map<String, String> changed = new TreeMap<>(labels);
        set.forEach((key, value) -> {
            String present = changed.put(key, value);
            if (present != null && !present.equals(value) && !isOverwriting) {
                throw new Problem(
                        ProblemType.LOCAL,
                        "'"
                                + key
                                + "' already has a value ("
                                + present
                                + "), and --overwrite is false");
            }
        });
        changed.keySet().removeAll(removed);
        return changed;
    }

    /** What kubectl says of such a change. */
    String outcome(Map<String, String> before, Map<String, String> after) {
        if (before.equals(after)) {
            return "not labeled";
        }
        return set.isEmpty() ? "unlabeled" : "labeled";
    }
}
