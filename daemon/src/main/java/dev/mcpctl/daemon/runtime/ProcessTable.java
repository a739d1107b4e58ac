package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.home.ProcessIdentity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The processes of this machine that carry our marks, read from {@code /proc}. */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");

    private final ProcessMarks marks;

    ProcessTable(ProcessMarks marks) {
        this.marks = marks;
    }

    /**
     * @param instance which one's; the empty text when the mark is missing
     */
    record Marked(ProcessIdentity identity, String instance) {}

    /** All of them, without this process and those it descends from. */
    List<Marked> marked() {
        Set<Long> ancestors = ancestors();
        List<Marked> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                long pid = Long.parseLong(entry.getFileName().toString());
                if (!ancestors.contains(pid)) {
                    read(pid).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + PROC, e);
        }
        return found;
    }

    List<Marked> ofInstance(String instance) {
        return marked().stream().filter(process -> process.instance().equals(instance)).toList();
    }

    private Optional<Marked> read(long pid) {
        try {
            // Before the environment: a pid that was used again in between then shows by its start.
            Optional<ProcessIdentity> identity = ProcessIdentity.of(pid);
            Map<String, String> environment = environment(pid);
            if (!marks.isOurs(environment)) {
                return Optional.empty();
            }
            String instance = environment.getOrDefault(ProcessMarks.INSTANCE, "");
            return identity.map(process -> new Marked(process, instance));
        } catch (IOException e) {
            return Optional.empty(); // gone, or not ours to read
        }
    }

    private static Map<String, String> environment(long pid) throws IOException {
        byte[] block = Files.readAllBytes(PROC.resolve(pid + "/environ"));
        Map<String, String> environment = new HashMap<>();
        for (String entry : new String(block, StandardCharsets.ISO_8859_1).split("\0", -1)) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                environment.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return environment;
    }

    private static Set<Long> ancestors() {
        Set<Long> pids = new HashSet<>();
        Optional<ProcessHandle> process = Optional.of(ProcessHandle.current());
        while (process.isPresent()) {
            pids.add(process.get().pid());
            process = process.get().parent();
        }
        return pids;
    }
}
