package dev.mcpctl.cli.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What was measured of one thing, in one unit. */
final class Samples {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    /** Adds the milliseconds since {@code start} of {@link System#nanoTime}. */
    void addSince(long start) {
        add((System.nanoTime() - start) / 1e6);
    }

    double min() {
        return Collections.min(values);
    }

    double median() {
        return quantile(0.5);
    }

    double quantile(double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) (share * (sorted.size() - 1)));
    }

    int size() {
        return values.size();
    }
}
