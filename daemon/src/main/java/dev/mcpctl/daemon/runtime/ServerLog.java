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
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** The runs of one server on disk, and who follows them. */
final class ServerLog implements AutoCloseable {
    private static final int KEPT_RUNS = 2;

    private final String server;
    private final Path directory;
    private final Clock clock;
    // Guards the files: whoever holds it sees every line either in a file or not yet anywhere.
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<LogFollower> followers = ConcurrentHashMap.newKeySet();

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
            for (RunFile old : kept.subList(0, Math.max(0, kept.size() - KEPT_RUNS + 1))) {
                old.delete();
            }
            return new RunLog(new RunFile(directory, number, instance), clock, lock, followers);
        } finally {
            lock.unlock();
        }
    }

    RunLog resume(String instance) throws IOException {
        lock.lock();
        try {
            Optional<RunFile> last =
                    runs().reversed().stream()
                            .filter(run -> run.instance().equals(instance))
                            .findFirst();
            return last.isPresent()
                    ? new RunLog(last.get(), clock, lock, followers)
                    : begin(instance);
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
        int place = runs.size() - (query.isPrevious() ? 2 : 1);
        if (place < 0) {
            return nothing(query);
        }
        int limit = query.tail().orElse(Integer.MAX_VALUE);
        Deque<String> last = new ArrayDeque<>();
        for (Path file : runs.get(place).parts()) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.filter(line -> isWanted(line, query))
                        .forEach(line -> {
                            last.addLast(text(line));
                            if (last.size() > limit) {
                                last.removeFirst();
                            }
                        });
            }
        }
        return List.copyOf(last);
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
