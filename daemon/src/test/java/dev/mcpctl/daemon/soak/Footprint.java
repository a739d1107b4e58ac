package dev.mcpctl.daemon.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a JVM holds.
 *
 * @param threads virtual ones too, counted by name without its numbers
 * @param descriptors counted by what they are of, without its numbers
 * @param objects bytes of those that are alive after a full collection, by class
 */
record Footprint(
        Map<String, Integer> threads, Map<String, Integer> descriptors, Map<String, Long> objects) {
    /**
     * Threads that the JVM itself adds and takes away: those that carry virtual ones, and those
     * that answer our questions.
     */
    private static final List<String> OF_THE_JVM =
            List.of("ForkJoinPool-#-worker-#", "Attach Listener", "VirtualThread-unblocker");

    /** What the collector puts where it did not bother to move the living together. */
    private static final List<String> FILLERS =
            List.of("[Ljdk.internal.vm.FillerElement;", "jdk.internal.vm.FillerObject");

    private static final int SHOWN_CLASSES = 25;

    /**
     * @param scratch a folder for files
     */
    static Footprint of(long pid, Path scratch) throws Exception {
        String histogram = jcmd(pid, "GC.class_histogram"); // collects before it counts
        return new Footprint(threads(pid, scratch), descriptors(pid), objects(histogram));
    }

    private static Map<String, Integer> threads(long pid, Path scratch) throws Exception {
        Path file = scratch.resolve("threads.json");
        jcmd(pid, "Thread.dump_to_file", "-overwrite", "-format=json", file.toString());
        Map<String, Integer> counted = new TreeMap<>();
        JsonNode dump = JsonCodec.read(Files.readAllBytes(file));
        for (JsonNode container : dump.at("/threadDump/threadContainers")) {
            for (JsonNode thread : container.path("threads")) {
                String name = withoutNumbers(thread.path("name").asText());
                if (!OF_THE_JVM.contains(name)) {
                    counted.merge(name, 1, Integer::sum);
                }
            }
        }
        return counted;
    }

    private static Map<String, Integer> descriptors(long pid) throws IOException {
        Map<String, Integer> counted = new TreeMap<>();
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : open.toList()) {
                try {
                    String of = Files.readSymbolicLink(descriptor).toString();
                    counted.merge(withoutNumbers(of), 1, Integer::sum);
                } catch (IOException e) {
                    // It has been closed since.
                }
            }
        }
        return counted;
    }

    private static String withoutNumbers(String name) {
        return name.replaceAll("\\b[0-9a-f]{5,}\\b|[0-9]+", "#");
    }

    private static Map<String, Long> objects(String histogram) {
        Map<String, Long> bytes = new TreeMap<>();
        for (String line : histogram.lines().toList()) {
            String[] words = line.strip().split("\\s+", -1); // 1:  instances  bytes  class (module)
            if (words.length >= 4 && words[0].matches("[0-9]+:") && !FILLERS.contains(words[3])) {
                bytes.merge(words[3], Long.parseLong(words[2]), Long::sum);
            }
        }
        return bytes;
    }

    private static String jcmd(long pid, String... command) throws Exception {
        List<String> line =
                new ArrayList<>(List.of(McpdProcess.java("jcmd").toString(), Long.toString(pid)));
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    long heapBytes() {
        return objects.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The threads and descriptors of which there are more than there were; empty: none. */
    List<String> moreThan(Footprint before) {
        List<String> more = new ArrayList<>();
        addMore("threads", before.threads, threads, more);
        addMore("descriptors", before.descriptors, descriptors, more);
        return more;
    }

    private static void addMore(
            String what,
            Map<String, Integer> before,
            Map<String, Integer> after,
            List<String> more) {
        after.forEach((kind, count) -> {
            int earlier = before.getOrDefault(kind, 0);
            if (count > earlier) {
                more.add(what + " of " + kind + ": " + earlier + " -> " + count);
            }
        });
    }

    /** The classes whose objects grew most, for whoever looks for a leak. */
    String grownSince(Footprint before) {
        StringBuilder text = new StringBuilder();
        objects.entrySet().stream()
                .map(entry ->
                        Map.entry(
                                entry.getKey(),
                                entry.getValue() - before.objects.getOrDefault(entry.getKey(), 0L)))
                .sorted((one, other) -> Long.compare(other.getValue(), one.getValue()))
                .limit(SHOWN_CLASSES)
                .forEach(entry ->
                        text.append(
                                String.format("%+,12d %s%n", entry.getValue(), entry.getKey())));
        return text.toString();
    }

    /** In one line. */
    @Override
    public String toString() {
        return total(threads)
                + " threads, "
                + total(descriptors)
                + " descriptors, "
                + heapBytes() / 1024
                + " KiB";
    }

    private static int total(Map<String, Integer> counted) {
        return counted.values().stream().mapToInt(Integer::intValue).sum();
    }
}
