package dev.mcpctl.localproxy.project;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.Timeouts;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.McpdTarget;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which mcpd this program is a client of: that of the context in use, followed as it changes. Looks
 * at the files that say so at most once a second. Safe on any thread.
 */
public final class DaemonLink {
    private static final long LOOK_EVERY_NANOS = 1_000_000_000;
    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(10));

    private final Home home;
    private final Map<String, String> environment;

    // All guarded by this.
    private List<Object> seen = List.of();
    private long lookedNanos = System.nanoTime() - LOOK_EVERY_NANOS;
    private @Nullable McpdTarget target;
    private @Nullable String trouble = "mcpd is out of reach: not connected yet";

    public DaemonLink(Home home, Map<String, String> environment) {
        this.home = home;
        this.environment = Map.copyOf(environment);
    }

    /**
     * The daemon in use. One that is known stays when it merely does not run.
     *
     * @throws Problem UNREACHABLE when none is known, LOCAL when the files make no sense
     */
    public synchronized McpdTarget target() {
        McpdTarget known = target;
        if (known != null && System.nanoTime() - lookedNanos < LOOK_EVERY_NANOS) {
            return known;
        }
        lookedNanos = System.nanoTime();
        List<Object> now = stamps();
        if (known == null || !now.equals(seen)) {
            try {
                known = McpdTarget.resolve(home, environment, null, null);
            } catch (Problem unknown) {
                if (known == null) {
                    seen = now;
                    trouble = sentence(unknown);
                    throw unknown;
                }
            }
            target = known;
            seen = now;
        }
        return known;
    }

    /** Whether it is another daemon, or another token, than {@code before}. */
    boolean isStill(McpdTarget before) {
        try {
            return isSame(target(), before);
        } catch (Problem unknown) {
            return true;
        }
    }

    /** Whether two answers mean the same daemon, approached as the same person. */
    static boolean isSame(McpdTarget one, McpdTarget other) {
        return one.url().equals(other.url()) && one.token().equals(other.token());
    }

    /** The token to show to mcpd, as a request header. */
    Map<String, String> authorization() {
        return target().token()
                .map(token -> Map.of("Authorization", "Bearer " + token))
                .orElse(Map.of());
    }

    DaemonClient client() {
        return DaemonClient.of(target(), TIMEOUTS);
    }

    /** The daemon answers. */
    synchronized void found() {
        trouble = null;
    }

    synchronized void lost(Problem why) {
        trouble = sentence(why);
    }

    /** What to say when the daemon in use answered so, or did not answer. */
    private String sentence(Problem why) {
        if (why.type() == ProblemType.UNAUTHORIZED) {
            return "mcpd at " + url() + " refuses the token of mcplocal: " + why.detail();
        }
        return why.detail().startsWith("mcpd ")
                ? why.detail()
                : "mcpd is out of reach: " + why.detail();
    }

    /**
     * What a client is told instead of {@code problem}: that mcpd does not take this program for
     * its user is no fault of the client's.
     */
    Problem forClients(Problem problem) {
        return problem.type() == ProblemType.UNAUTHORIZED
                ? new Problem(ProblemType.UNAVAILABLE, sentence(problem), problem)
                : problem;
    }

    /**
     * Whether the files say something else than when they were last read; if so {@link #target}
     * reads them at once.
     */
    synchronized boolean hasMoved() {
        boolean hasMoved = !stamps().equals(seen);
        if (hasMoved) {
            lookedNanos = System.nanoTime() - LOOK_EVERY_NANOS;
        }
        return hasMoved;
    }

    /** Why the daemon is of no use, as a sentence that names it; empty when it answers. */
    public synchronized Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Where the daemon is, or was last looked for; empty when that is not known. */
    public synchronized String url() {
        return target == null ? "" : target.url().toString();
    }

    private List<Object> stamps() {
        List<Object> stamps = new ArrayList<>();
        for (Path file : List.of(home.config(), home.credentials(), home.runFile(Program.MCPD))) {
            try {
                stamps.add(Files.getLastModifiedTime(file));
                stamps.add(Files.size(file));
            } catch (IOException absent) {
                stamps.add("absent");
            }
        }
        return stamps;
    }
}
