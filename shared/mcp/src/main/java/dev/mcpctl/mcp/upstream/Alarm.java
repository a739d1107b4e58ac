package dev.mcpctl.mcp.upstream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Ends a wait that has lasted too long; closing it takes it back. A timed wait wakes a second
 * thread when it begins and again when it ends. Nearly every wait here ends by an answer, long
 * before its time, so one thread looks after all of them, and is woken only for a time that comes
 * before its next look.
 */
final class Alarm implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Alarm.class);
    private static final Set<Alarm> SET = ConcurrentHashMap.newKeySet();
    private static final Thread WATCH =
            Thread.ofPlatform()
                    .daemon()
                    .name("mcp-alarms")
                    .stackSize(128 * 1024)
                    .unstarted(Alarm::watch);
    private static volatile boolean isAsleep; // until it is woken, there being nothing to look at
    private static volatile long nextLook = System.nanoTime();

    private final LongSupplier due;
    private final Runnable ring;

    private Alarm(LongSupplier due, Runnable ring) {
        this.due = due;
        this.ring = ring;
    }

    static {
        WATCH.start();
    }

    /**
     * Sets an alarm.
     *
     * @param due a time of {@link System#nanoTime}; asked again when it has come, since it may have
     *     moved on
     * @param ring called once then, unless closed before, on the thread of all alarms; must not
     *     block
     */
    static Alarm set(LongSupplier due, Runnable ring) {
        Alarm alarm = new Alarm(due, ring);
        SET.add(alarm);
        if (isAsleep || due.getAsLong() - nextLook < 0) {
            LockSupport.unpark(WATCH);
        }
        return alarm;
    }

    /** It may ring this moment still. */
    @Override
    public void close() {
        SET.remove(this);
    }

    // A concurrent set bears it, and its remove() tells whether somebody else was first.
    @SuppressWarnings("ModifyCollectionInEnhancedForLoop")
    private static void watch() {
        while (true) {
            // Whoever sets one while we look wakes us, and we look again.
            isAsleep = true;
            boolean isAny = false;
            long now = System.nanoTime();
            long next = Long.MAX_VALUE; // from now
            for (Alarm alarm : SET) {
                // Who counts what is left from the present never says a time before it.
                long due = alarm.due.getAsLong();
                long left = due - System.nanoTime();
                if (left > 0) {
                    isAny = true;
                    next = Math.min(next, left);
                } else if (SET.remove(alarm)) {
                    alarm.ring();
                }
            }
            if (isAny) {
                nextLook = now + next;
                isAsleep = false;
                LockSupport.parkNanos(next - (System.nanoTime() - now));
            } else {
                LockSupport.park();
            }
        }
    }

    /** Whatever comes of it, the others go on being looked after. */
    private void ring() {
        try {
            ring.run();
        } catch (RuntimeException bug) {
            log.error("a time-out was not handled", bug);
        }
    }
}
