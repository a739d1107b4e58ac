package dev.mcpctl.cli.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which scenarios cannot pass, and why: lines of {@code revision scenario era-behind reason}, an
 * era being {@code legacy}, {@code modern} or {@code any}.
 */
final class ExpectedFailures {
    private static final Path FILE =
            Path.of("src/test/resources/conformance/expected-failures.txt");

    private record Line(String revision, String scenario, String era) {}

    private final List<Line> lines;

    private ExpectedFailures(List<Line> lines) {
        this.lines = lines;
    }

    static ExpectedFailures read() throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String line : Files.readAllLines(FILE)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+", 4);
            if (words.length < 4) {
                throw new IOException(FILE + ": a reason is missing: " + line);
            }
            lines.add(new Line(words[0], words[1], words[2]));
        }
        return new ExpectedFailures(lines);
    }

    /** Those of one revision in front of a server of one era. */
    Set<String> of(String revision, String era) {
        return lines.stream()
                .filter(line -> line.revision().equals(revision))
                .filter(line -> line.era().equals(era) || line.era().equals("any"))
                .map(Line::scenario)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
