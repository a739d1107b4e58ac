package dev.mcpctl.cli.inspect;

import java.util.List;
import java.util.stream.Stream;

/** Words that a message, or its subject, must all have somewhere, whatever their case. */
record TextFilter(List<String> words) {
    static final TextFilter NONE = new TextFilter(List.of());

    static TextFilter of(String text) {
        return new TextFilter(
                Stream.of(text.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList());
    }

    boolean isNone() {
        return words.isEmpty();
    }

    boolean matches(Passed message) {
        for (String word : words) {
            if (!contains(message.subject(), word) && !contains(message.event(), word)) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(String text, String word) {
        int last = text.length() - word.length();
        for (int at = 0; at <= last; at++) {
            if (text.regionMatches(true, at, word, 0, word.length())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
