package dev.mcpctl.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of one run. */
final class Figures {
    private static final double NOISE = 3;

    private final StringBuilder table =
            new StringBuilder("| what | min | median | target |\n|---|--:|--:|--:|\n");
    private final List<String> missed = new ArrayList<>();

    /** A figure that is shown only. */
    void show(String what, String unit, Samples samples) {
        line(what, unit, samples.min(), samples.median(), "–");
    }

    /** A figure whose median is to stay below {@code target}, in the same unit. */
    void show(String what, String unit, Samples samples, double target) {
        check(what, unit, samples.min(), samples.median(), target);
    }

    /** A figure that is a multiple of another one of the same run. */
    void showRatio(String what, Samples samples, Samples floor, double target) {
        check(what, "×", samples.min() / floor.min(), samples.median() / floor.median(), target);
    }

    /** A figure that is what one thing takes longer than another, at the median. */
    void showAdded(String what, String unit, Samples samples, Samples floor, double target) {
        check(what, unit, samples.min() - floor.min(), samples.median() - floor.median(), target);
    }

    String markdown() {
        return table.toString();
    }

    /** Fails for what missed its target by more than noise explains. */
    void verify() {
        assertThat(missed).as("far off the target").isEmpty();
    }

    private void check(String what, String unit, double min, double median, double target) {
        line(what, unit, min, median, "< " + text(target, unit));
        if (median > NOISE * target) {
            missed.add(what + ": " + text(median, unit));
        }
    }

    private void line(String what, String unit, double min, double median, String target) {
        String cells = String.join(" | ", what, text(min, unit), text(median, unit), target);
        table.append("| ").append(cells).append(" |\n");
    }

    private static String text(double value, String unit) {
        String form = value < 10 && value != Math.rint(value) ? "%.2f %s" : "%.0f %s";
        return String.format(Locale.ROOT, form, value, unit);
    }
}
