package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What servers write to stderr: a directory for each server, a file for each run; kept are those
 * that go on and as many that went before, each bounded. Any thread; nothing is shared between
 * servers.
 */
public final class InstanceLogs {
    private final Path directory;
    private final Clock clock;
    private final ConcurrentMap<String, ServerLog> servers = new ConcurrentHashMap<>();

    /**
     * @param directory made when the first line is written
     */
    public InstanceLogs(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Begins the log of a run; of those that are over, the oldest go. */
    public RunLog begin(String server, String instance) throws IOException {
        return of(server).begin(instance);
    }

    /** Goes on with the log of a run that an earlier life of this node began. */
    public RunLog resume(String server, String instance) throws IOException {
        return of(server).resume(instance);
    }

    /** Where an instance may put a pipe of its own; it goes with the log at the latest. */
    Path pipe(String server, String instance) {
        return directory.resolve(server).resolve(instance + ".pipe");
    }

    /**
     * Hands over the lines that are asked for, oldest first, and returns; a query that follows
     * returns only when the server is deleted, the sink throws or the thread is interrupted.
     *
     * @throws Problem not-found when a previous run or a certain instance is asked for that is not
     *     kept
     */
    public void read(String server, LogQuery query, LineSink sink)
            throws IOException, InterruptedException {
        if (query.isPrevious() && query.follows()) {
            throw new Problem(
                    ProblemType.BAD_REQUEST,
                    "a previous run cannot be followed: it writes nothing any more");
        }
        of(server).read(query, sink);
    }

    /** The last lines of the present or last run of an instance; for messages, so never fails. */
    public List<String> last(String server, String instance, int lines) {
        List<String> collected = new ArrayList<>();
        try {
            LogQuery last = LogQuery.last(lines);
            of(server)
                    .read(
                            new LogQuery(
                                    last.tail(), last.since(), false, false, Optional.of(instance)),
                            collected::add);
        } catch (IOException | Problem e) {
            return collected;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return collected;
    }

    /** Ends followers and deletes the files of a server that is gone. */
    public void forget(String server) throws IOException {
        ServerLog gone = servers.remove(server);
        if (gone != null) {
            gone.close();
        }
        Path files = directory.resolve(server);
        if (Files.isDirectory(files)) {
            Directories.delete(files);
        }
    }

    private ServerLog of(String server) {
        return servers.computeIfAbsent(
                server, name -> new ServerLog(name, directory.resolve(name), clock));
    }
}
