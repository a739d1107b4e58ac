package dev.mcpctl.cli.claude;

import java.util.List;

/** The difference of two texts that differ in one place, as a unified diff of one hunk. */
final class LineDiff {
    private static final int CONTEXT = 3;

    private LineDiff() {}

    /** Empty when the texts are equal. */
    static String of(String name, String before, String after) {
        if (before.equals(after)) {
            return "";
        }
        List<String> old = before.isEmpty() ? List.of() : before.lines().toList();
        List<String> now = after.lines().toList();
        int same = 0;
        while (same < Math.min(old.size(), now.size()) && old.get(same).equals(now.get(same))) {
            same++;
        }
        int tail = 0;
        while (tail < Math.min(old.size(), now.size()) - same
                && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
            tail++;
        }
        int from = Math.max(0, same - CONTEXT);
        int oldEnd = Math.min(old.size(), old.size() - tail + CONTEXT);
        int nowEnd = Math.min(now.size(), now.size() - tail + CONTEXT);
        StringBuilder diff = new StringBuilder();
        diff.append("--- ").append(old.isEmpty() ? "/dev/null" : name).append('\n');
        diff.append("+++ ").append(name).append('\n');
        diff.append("@@ -").append(range(from, oldEnd)).append(" +").append(range(from, nowEnd));
        diff.append(" @@\n");
        add(diff, ' ', old.subList(from, same));
        add(diff, '-', old.subList(same, old.size() - tail));
        add(diff, '+', now.subList(same, now.size() - tail));
        add(diff, ' ', old.subList(old.size() - tail, oldEnd));
        return diff.toString();
    }

    private static String range(int from, int end) {
        return (from == end ? from : from + 1) + "," + (end - from);
    }

    private static void add(StringBuilder diff, char mark, List<String> lines) {
        for (String line : lines) {
            diff.append(mark).append(line).append('\n');
        }
    }
}
