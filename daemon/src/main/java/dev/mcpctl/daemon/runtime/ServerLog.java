package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** The runs of one server on disk, and who follows them. */
final class ServerLog implements AutoCloseable {

    private final String server;
    private final Path directory;
    private final Clock clock;
    // Guards the files: whoever holds it sees every line either in a file or not yet anywhere.
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<LogFollower> followers = ConcurrentHashMap.newKeySet();
    private final Set<RunFile> open = new HashSet<>(); // guarded by lock; runs that go on

    ServerLog(String server, Path directory, Clock clock) {
        this.server = server;
        this.directory = directory;
        this.clock = clock;
    }

    RunLog begin(String instance) throws IOException {
        lock.lock();
        try {
            Files.createDirectories(directory);
            List<RunFile> kept = runs();
            long number = kept.isEmpty() ? 1 : kept.getLast().number() + 1;
            RunFile next = new RunFile(directory, number, instance);
            open.add(next);
            for (RunFile old : outlived(kept)) {
                old.delete();
            }
            return log(next);
        } finally {
            lock.unlock();
        }
    }

    /** Kept are the runs that go on, and as many that are over, each of another instance. */
    private List<RunFile> outlived(List<RunFile> kept) {
        List<RunFile> outlived = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (RunFile run : kept.reversed()) {
            if (!open.contains(run) && (seen.size() == open.size() || !seen.add(run.instance()))) {
                outlived.add(run);
            }
        }
        return outlived;
    }

    private RunLog log(RunFile run) throws IOException {
        open.add(run);
        return new RunLog(run, clock, lock, followers, open);
    }

    RunLog resume(String instance) throws IOException {
        lock.lock();
        try {
            Optional<RunFile> last =
                    runs().reversed().stream()
                            .filter(run -> run.instance().equals(instance))
                            .findFirst();
            return last.isPresent() ? log(last.get()) : begin(instance);
        } finally {
            lock.unlock();
        }
    }

    void read(LogQuery query, LineSink sink) throws IOException, InterruptedException {
        LogFollower follower = new LogFollower(query.instance());
        List<String> lines;
        lock.lock();
        try {
            lines = written(query);
            if (query.follows()) {
                followers.add(follower);
            }
        } finally {
            lock.unlock();
        }
        try {
            for (String line : lines) {
                sink.line(line);
            }
            if (query.follows()) {
                follower.deliver(sink);
            }
        } finally {
            followers.remove(follower);
        }
    }

    private List<String> written(LogQuery query) throws IOException {
        List<RunFile> runs = new ArrayList<>(runs());
        query.instance().ifPresent(name -> runs.removeIf(run -> !run.instance().equals(name)));
        List<RunFile> asked = asked(runs, query.isPrevious());
        if (asked.isEmpty()) {
            return nothing(query);
        }
        List<Line> lines = new ArrayList<>();
        for (RunFile run : asked) {
            lines.addAll(written(run, query, asked.size() > 1 ? prefix(run.instance()) : ""));
        }
        lines.sort(Comparator.comparing(Line::time)); // keeps the order within one moment
        int skipped = Math.max(0, lines.size() - limit(query));
        return lines.stream().skip(skipped).map(Line::text).toList();
    }

    private static Deque<Line> written(RunFile run, LogQuery query, String prefix)
            throws IOException {
        Deque<Line> last = new ArrayDeque<>();
        for (Path file : run.parts()) {
            try (Stream<String> written = Files.lines(file)) {
                written.filter(line -> isWanted(line, query))
                        .forEach(line -> {
                            last.addLast(new Line(time(line), prefix + text(line)));
                            if (last.size() > limit(query)) {
                                last.removeFirst();
                            }
                        });
            }
        }
        return last;
    }

    private static int limit(LogQuery query) {
        return query.tail().orElse(Integer.MAX_VALUE);
    }

    /** The runs that go on, or else the last one; or the one before of each of these. */
    private List<RunFile> asked(List<RunFile> runs, boolean isPrevious) {
        List<RunFile> present = new ArrayList<>(runs.stream().filter(open::contains).toList());
        if (present.size() < 2) {
            int place = runs.size() - (isPrevious ? 2 : 1);
            return place < 0 ? List.of() : List.of(runs.get(place));
        }
        if (!isPrevious) {
            return present;
        }
        Set<String> living = new HashSet<>();
        present.forEach(run -> living.add(run.instance()));
        return runs.stream()
                .filter(run -> !open.contains(run) && living.contains(run.instance()))
                .toList();
    }

    private record Line(String time, String text) {}

    /** What stands before a line where those of several instances are mixed. */
    static String prefix(String instance) {
        return "[" + instance + "] ";
    }

    private List<String> nothing(LogQuery query) {
        if (query.isPrevious()) {
            throw new Problem(
                    ProblemType.NOT_FOUND,
                    "server \"" + server + "\" has no previous run whose log is kept");
        }
        if (query.instance().isPresent() && !query.follows()) {
            throw new Problem(
                    ProblemType.NOT_FOUND,
                    "server \""
                            + server
                            + "\" has no log of an instance \""
                            + query.instance().get()
                            + "\"");
        }
        return List.of();
    }

    private static boolean isWanted(String line, LogQuery query) {
        if (query.since().isEmpty()) {
            return true;
        }
        int space = line.indexOf(' ');
        return space > 0 && !Instant.parse(line.substring(0, space)).isBefore(query.since().get());
    }

    private static String time(String line) {
        return line.substring(0, Math.max(0, line.indexOf(' ')));
    }

    /** A line without the moment that stands before it. */
    static String text(String line) {
        return line.substring(line.indexOf(' ') + 1);
    }

    private List<RunFile> runs() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.flatMap(file -> RunFile.of(directory, file).stream()).sorted().toList();
        }
    }

    @Override
    public void close() {
        followers.forEach(LogFollower::close);
    }
}
