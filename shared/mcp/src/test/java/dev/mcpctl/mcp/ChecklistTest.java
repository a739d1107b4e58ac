package dev.mcpctl.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The protocol brief ends with a checklist of a hundred lines. Each is a test of some module whose
 * display name begins with the line's number, or is named in {@code checklist-open.txt} with the
 * reason why there is none yet; not both.
 */
class ChecklistTest {
    private static final int LINES = 100;
    private static final Path ROOT = Path.of("../..");
    private static final List<String> MODULES =
            List.of("shared/mcp", "localproxy", "daemon", "cli");
    private static final Pattern DISPLAY_NAME =
            Pattern.compile("@DisplayName\\(\\s*\"((?:\\d{1,3}\\. )+)");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    @Test
    void everyLineHasATestOrAReason() throws IOException {
        Set<Integer> tested = new TreeSet<>();
        for (String module : MODULES) {
            collect(ROOT.resolve(module).resolve("src/test/java"), tested);
        }
        Set<Integer> open = new TreeSet<>(open());

        Set<Integer> all = IntStream.rangeClosed(1, LINES).boxed().collect(Collectors.toSet());
        Set<Integer> neither = new TreeSet<>(all);
        neither.removeAll(tested);
        neither.removeAll(open);
        assertThat(neither).as("lines without a test or a reason").isEmpty();
        open.retainAll(tested);
        assertThat(open).as("lines that are called open and have a test").isEmpty();
    }

    private static void collect(Path sources, Set<Integer> into) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher names = DISPLAY_NAME.matcher(Files.readString(file));
                while (names.find()) {
                    NUMBER.matcher(names.group(1))
                            .results()
                            .forEach(number -> into.add(Integer.valueOf(number.group())));
                }
            }
        }
    }

    /** Lines of a number and a reason. */
    private static List<Integer> open() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/checklist-open.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .peek(line -> assertThat(line).matches("\\d{1,3} +\\S.*"))
                .map(line -> Integer.valueOf(line.split(" ", 2)[0]))
                .toList();
    }
}
