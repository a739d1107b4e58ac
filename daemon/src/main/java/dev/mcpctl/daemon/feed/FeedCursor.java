package dev.mcpctl.daemon.feed;

import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.Storage;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.feed.Change;
import dev.mcpctl.db.feed.ChangeOp;
import dev.mcpctl.db.feed.Subscription;
import dev.mcpctl.db.instance.Instance;
import dev.mcpctl.db.instance.InstanceList;
import dev.mcpctl.db.resource.ResourcePage;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * This replica's place in the change feed. One virtual thread reads it, moves the catalog and calls
 * the listeners. Without a database the catalog stays as it is, and catches up afterwards.
 */
public final class FeedCursor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedCursor.class);
    private static final int MAX_BATCH = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final Duration MAX_WRITE_WAIT = Duration.ofSeconds(10);

    private final Database database;
    private final List<Resource> shipped;
    private final List<CatalogListener> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final List<Follower> followers = new ArrayList<>(); // guarded by lock
    private volatile Catalog catalog; // replaced under lock
    private long passed; // guarded by lock; what the listeners have heard of, too
    private volatile boolean isClosed;
    private volatile @Nullable Subscription subscription; // replaced by the cursor's thread
    private @Nullable Thread thread; // guarded by lock

    private FeedCursor(Database database, List<Resource> shipped) {
        this.database = database;
        this.shipped = List.copyOf(shipped);
        this.catalog = snapshot();
        this.passed = catalog.position();
    }

    /** Reads everything there is. Nothing is followed before {@link #start}. */
    public static FeedCursor open(Database database) {
        return open(database, List.of());
    }

    /**
     * As {@link #open(Database)}.
     *
     * @param shipped resources that are there while nothing stored has their keys
     */
    public static FeedCursor open(Database database, List<Resource> shipped) {
        return new FeedCursor(database, shipped);
    }

    /** Calls {@code listener} from the next change on. Register before {@link #start}. */
    public void listen(CatalogListener listener) {
        listeners.add(listener);
    }

    public void start() {
        lock.lock();
        try {
            if (thread == null && !isClosed) {
                thread = Thread.ofVirtual().name("feed-cursor").start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What is known now. Never blocks. */
    public Catalog catalog() {
        return catalog;
    }

    /** A queue of every change after its {@link Follower#start}; the caller closes it. */
    public Follower follow() {
        lock.lock();
        try {
            Follower follower = new Follower(this, catalog);
            followers.add(follower);
            return follower;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until catalog and listeners have passed a write, so that its author reads it back.
     *
     * @throws Problem unavailable, when the feed did not bring it in time
     */
    public Catalog awaitPassed(long position) {
        long remainingNanos = MAX_WRITE_WAIT.toNanos();
        lock.lock();
        try {
            while (passed < position) {
                if (remainingNanos <= 0 || isClosed) {
                    throw new Problem(
                            ProblemType.UNAVAILABLE,
                            "the change is stored, but this mcpd has not read it back from the database yet");
                }
                remainingNanos = moved.awaitNanos(remainingNanos);
            }
            return catalog;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(ProblemType.UNAVAILABLE, "mcpd is stopping", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link Backlog#since}: the changes between a position and a catalog.
     *
     * @throws Problem gone, when the feed no longer reaches back that far
     */
    public List<CatalogChange> backlog(long position, Catalog until) {
        return Backlog.since(position, until, database.feed());
    }

    void forget(Follower follower) {
        lock.lock();
        try {
            followers.remove(follower);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        Subscription open = subscription;
        if (open != null) {
            open.close();
        }
        lock.lock();
        try {
            moved.signalAll();
            if (thread != null) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    private Catalog snapshot() {
        ResourcePage stored = database.resources().snapshot();
        InstanceList instances = database.instances().list();
        List<Resource> all = new ArrayList<>(stored.items());
        instances.items().forEach(instance -> all.add(instance.toResource()));
        // The two were read one after the other; rows in between are applied twice, harmlessly.
        return Catalog.of(all, shipped, Math.min(stored.position(), instances.position()));
    }

    private void run() {
        while (!isClosed) {
            try (Subscription rows = database.feed().subscribe(catalog.position())) {
                subscription = rows;
                while (!isClosed) {
                    rows.next(PATIENCE).ifPresent(first -> advance(batch(rows, first)));
                }
            } catch (Problem problem) {
                recover(problem);
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("the feed could not be read; starting over");
                recover(new Problem(ProblemType.GONE, "the feed could not be read", e));
            } catch (InterruptedException e) {
                return; // close() interrupts
            }
        }
    }

    /** The first row and what has come meanwhile. */
    private static List<Change> batch(Subscription rows, Change first) {
        List<Change> batch = new ArrayList<>();
        batch.add(first);
        try {
            Optional<Change> more = rows.next(Duration.ZERO);
            while (more.isPresent()) {
                batch.add(more.get());
                more = batch.size() < MAX_BATCH ? rows.next(Duration.ZERO) : Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // what was read is passed on first
        }
        return batch;
    }

    private void advance(List<Change> rows) {
        Catalog.Edit edit = catalog.edit();
        List<CatalogChange> changes = new ArrayList<>();
        for (Change row : rows) {
            apply(row, edit, changes);
        }
        Catalog next = edit.at(rows.getLast().position());
        lock.lock();
        try {
            catalog = next;
            Follower.Batch batch = new Follower.Batch(List.copyOf(changes), next);
            followers.forEach(follower -> follower.add(batch));
        } finally {
            lock.unlock();
        }
        listeners.forEach(listener -> listener.passed(List.copyOf(changes), next));
        passed(next);
    }

    private void apply(Change row, Catalog.Edit edit, List<CatalogChange> changes) {
        @Nullable Resource before = edit.find(row.key());
        @Nullable Resource after =
                row.op() == ChangeOp.DELETE ? edit.below(row.key()) : current(row, before);
        if (after == null && before == null) {
            return; // come and gone before we looked
        }
        List<Catalog.Derived> derived = after == null ? removed(edit, before) : edit.put(after);
        String author = row.author().subject();
        // What uncovers a shipped resource changes what is there under its key.
        ChangeOp op = row.op() == ChangeOp.DELETE && after != null ? ChangeOp.UPDATE : row.op();
        changes.add(new CatalogChange(row.position(), op, row.key(), author, before, after, false));
        derived.forEach(view -> changes.add(view.toChange(row.position(), author)));
    }

    private static List<Catalog.Derived> removed(Catalog.Edit edit, @Nullable Resource before) {
        return before == null ? List.of() : edit.remove(before);
    }

    /**
     * The resource as a row leaves it. Rows carry no status: spec and metadata are the row's, so
     * that they move with the feed, the status is the newest.
     */
    private @Nullable Resource current(Change row, @Nullable Resource before) {
        ResourceKey key = row.key();
        if (Kinds.get(key.kind()).storage() == Storage.OWN_TABLE) {
            return patiently(() -> database.instances().find(key.name()).map(Instance::toResource))
                    .orElse(null);
        }
        Resource after = row.after();
        if (after != null) {
            return before != null && isSame(before, after)
                    ? after.withStatus(before.status())
                    : after;
        }
        if (before == null) {
            return null;
        }
        return patiently(() -> database.resources().find(key))
                .filter(stored -> isSame(stored, before))
                .map(stored -> before.withStatus(stored.status()))
                .orElse(before);
    }

    private static boolean isSame(Resource one, Resource other) {
        String uid = one.metadata().uid();
        return uid != null && uid.equals(other.metadata().uid());
    }

    /** Reads until the database is there: a row may wait, but must not be lost. */
    private <T> T patiently(Supplier<T> read) {
        while (true) {
            try {
                return read.get();
            } catch (Problem problem) {
                if (isClosed || problem.type() != ProblemType.UNAVAILABLE) {
                    throw problem;
                }
            }
            pause();
        }
    }

    private void recover(Problem problem) {
        if (isClosed) {
            return;
        }
        if (problem.type() != ProblemType.GONE) {
            LOG.atWarn().addKeyValue("detail", problem.detail()).log("the feed is away");
            pause();
            return;
        }
        Catalog fresh = patiently(this::snapshot);
        lock.lock();
        try {
            catalog = fresh;
            followers.forEach(Follower::lose);
        } finally {
            lock.unlock();
        }
        listeners.forEach(listener -> listener.restarted(fresh));
        passed(fresh);
    }

    private void passed(Catalog heard) {
        lock.lock();
        try {
            passed = heard.position();
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(ProblemType.UNAVAILABLE, "the feed cursor was closed", e);
        }
    }
}
