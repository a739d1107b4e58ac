package dev.mcpctl.localproxy.project;

import dev.mcpctl.api.client.Change;
import dev.mcpctl.api.client.ChangeStream;
import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.ListQuery;
import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.api.client.ResourceList;
import dev.mcpctl.api.home.McpdTarget;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.project.Projects;
import dev.mcpctl.api.resource.Resource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * All projects, kept as mcpd has them: listed once, then followed by the change feed, on a thread
 * of its own. While mcpd is away what was known last stays. Safe on any thread.
 */
final class ProjectCatalog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProjectCatalog.class);
    private static final long LOOK_MILLIS = 100;
    private static final Duration CONTEXT_CHECK = Duration.ofSeconds(1);

    private final DaemonLink link;
    private final Background background;
    private final ServerDialler dialler;
    private final PageBounds bounds;
    private final Map<String, Project> projects = new ConcurrentHashMap<>();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3));
    private final CountDownLatch closed = new CountDownLatch(1);

    private volatile @Nullable McpdTarget followed;
    private volatile @Nullable ChangeStream<Change> stream;

    ProjectCatalog(
            DaemonLink link, Background background, ServerDialler dialler, PageBounds bounds) {
        this.link = link;
        this.background = background;
        this.dialler = dialler;
        this.bounds = bounds;
    }

    void start() {
        Thread.ofVirtual().name("catalog").start(this::follow);
        background.after(CONTEXT_CHECK, this::checkContext);
    }

    /**
     * A project that is about to be used. One that is not known is asked for at mcpd, once.
     *
     * @throws Problem NOT_FOUND, or UNREACHABLE when mcpd cannot be asked
     */
    Project find(String name) {
        Project known = projects.get(name);
        if (known == null || known.spec().isEmpty()) {
            ask(name);
            known = projects.get(name);
        }
        if (known == null || known.spec().isEmpty()) {
            throw Problem.notFound(Projects.KIND.plural(), name);
        }
        known.open();
        return known;
    }

    /**
     * Returns when there is such a project; its servers are left alone.
     *
     * @throws Problem as {@link #find}
     */
    void require(String name) {
        if (known(name).isEmpty()) {
            ask(name);
        }
        if (known(name).isEmpty()) {
            throw Problem.notFound(Projects.KIND.plural(), name);
        }
    }

    /** The project, when it is known and needs no asking. */
    Optional<Project> known(String name) {
        return Optional.ofNullable(projects.get(name)).filter(found -> found.spec().isPresent());
    }

    /**
     * Asks mcpd for one project and takes over what it says, also that there is none.
     *
     * @throws Problem when mcpd did not say
     */
    void ask(String name) {
        try {
            apply(link.client().get(ResourceAddress.global(Projects.KIND.plural(), name)));
        } catch (Problem problem) {
            if (problem.type() != ProblemType.NOT_FOUND) {
                throw link.forClients(problem);
            }
            remove(name);
        }
    }

    /** As {@link #ask}; when mcpd cannot be asked, what is known stays. */
    void askUnlessAway(String name) {
        try {
            ask(name);
        } catch (Problem away) {
            log.debug("mcpd could not be asked: project={} problem={}", name, away.detail());
        }
    }

    /** As {@link DaemonLink#trouble}. */
    Optional<String> unreachable() {
        return link.trouble();
    }

    String daemonUrl() {
        return link.url();
    }

    List<Warning> warnings() {
        return projects.values().stream()
                .flatMap(project -> project.warnings().stream())
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList();
    }

    private void follow() {
        boolean wasAway = true;
        while (closed.getCount() > 0) {
            try {
                McpdTarget target = link.target();
                switchTo(target);
                DaemonClient client = link.client();
                ResourceList all =
                        client.list(ResourceAddress.all(Projects.KIND.plural()), ListQuery.ALL);
                takeOver(all.items());
                link.found();
                backoff.reset();
                if (wasAway) {
                    log.info(
                            "following mcpd: url={} projects={}", target.url(), all.items().size());
                    wasAway = false;
                }
                nudgeAll();
                listen(client, all.position());
            } catch (Problem problem) {
                if (closed.getCount() > 0) {
                    link.lost(problem);
                    if (!wasAway) {
                        log.warn("not following mcpd: {}", link.trouble().orElse(""));
                    }
                    wasAway = true;
                    pause();
                }
            } catch (RuntimeException bug) {
                log.error("following mcpd failed", bug);
                pause();
            }
        }
    }

    private void listen(DaemonClient client, long position) {
        try (ChangeStream<Change> changes = client.changes(position)) {
            stream = changes;
            while (true) {
                Optional<Change> change = changes.next();
                if (change.isEmpty()) {
                    return;
                }
                handle(change.get());
            }
        } finally {
            stream = null;
        }
    }

    private void handle(Change change) {
        String name = change.key().name();
        switch (change.key().kind()) {
            case "project" -> {
                if (change.operation().equals("delete")) {
                    remove(name);
                } else if (!change.operation().equals("status")) {
                    ask(name);
                }
            }
            case "server" -> {
                boolean isOther = change.operation().equals("update");
                servers(server -> server.server().equals(name))
                        .forEach(isOther ? AttachedServer::connect : AttachedServer::nudge);
            }
            case "instance" ->
                    // An instance is called after its server.
                    servers(server -> name.startsWith(server.server() + "-"))
                            .forEach(AttachedServer::nudge);
            default -> {}
        }
    }

    private List<AttachedServer> servers(java.util.function.Predicate<AttachedServer> wanted) {
        return projects.values().stream()
                .flatMap(project -> project.servers().stream())
                .filter(wanted)
                .toList();
    }

    private void nudgeAll() {
        servers(_ -> true).forEach(AttachedServer::nudge);
    }

    /** Another daemon has other servers: nothing of the one before stays. */
    private void switchTo(McpdTarget target) {
        McpdTarget before = followed;
        followed = target;
        if (before != null && !DaemonLink.isSame(before, target)) {
            log.info("another mcpd: from={} to={}", before.url(), target.url());
            projects.values().forEach(Project::disconnect);
        }
    }

    private void takeOver(List<Resource> all) {
        Set<String> gone = new HashSet<>(projects.keySet());
        for (Resource resource : all) {
            gone.remove(resource.metadata().name());
            apply(resource);
        }
        gone.forEach(this::remove);
    }

    private void apply(Resource resource) {
        String name = resource.metadata().name();
        projects.computeIfAbsent(name, fresh -> new Project(fresh, dialler, bounds, background))
                .apply(Projects.KIND.specOf(resource), resource.metadata().resourceVersion());
    }

    /** The object stays for clients that hold it: the project may come back. */
    private void remove(String name) {
        Project known = projects.get(name);
        if (known != null) {
            known.remove();
        }
    }

    /** A change of context ends the stream, so that the other daemon is listed at once. */
    private void checkContext() {
        ChangeStream<Change> open = stream;
        McpdTarget target = followed;
        if (open != null && target != null && !link.isStill(target)) {
            open.close();
        }
        background.after(CONTEXT_CHECK, this::checkContext);
    }

    /** For a while, or until the files speak of another mcpd: one that was started again, say. */
    private void pause() {
        long deadline = System.nanoTime() + backoff.next().toNanos();
        try {
            while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - deadline >= 0) {
                    return;
                }
                if (link.hasMoved()) {
                    backoff.reset();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        ChangeStream<Change> open = stream;
        if (open != null) {
            open.close();
        }
        projects.values()
                .forEach(project -> {
                    project.subscriptions().endAll();
                    project.disconnect();
                });
    }
}
