package dev.mcpctl.daemon.server;

import dev.mcpctl.db.instance.Owner;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.McpException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who has an instance of one server to themselves: whoever uses it, from then on until nobody has
 * used it for them for a while, or their conversation is over. Bounded. Any thread; nothing blocks.
 */
final class Claims {
    /** From the end of the last call until the instance is given up. */
    static final Duration IDLE = Duration.ofMinutes(30);

    /** The variable that moves the limit. */
    static final String LIMIT_VARIABLE = "MCPD_MAX_INSTANCES";

    private final String server;
    private final int limit;
    private final Pauses pauses;
    private final Runnable changed;
    private final Map<Owner, Claim> claims = new HashMap<>(); // guarded by this

    private static final class Claim {
        private int uses; // guarded by Claims, as all
        private boolean isOver;
        private @Nullable Thread timer; // while there is no use
    }

    /** One use; to be closed once. */
    @FunctionalInterface
    interface Use extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * @param limit owners at once
     * @param changed told after an owner came or went; must not block
     */
    Claims(String server, int limit, Pauses pauses, Runnable changed) {
        this.server = server;
        this.limit = limit;
        this.pauses = pauses;
        this.changed = changed;
    }

    /**
     * Uses the owner's instance, which is on its way when this returns. What serves everybody needs
     * no claim.
     *
     * @throws McpException {@code -32603} when there are too many owners
     */
    Use use(Owner owner) {
        if (owner.isEverybody()) {
            return () -> {};
        }
        Claim claim;
        boolean isNew;
        synchronized (this) {
            Claim known = claims.get(owner);
            isNew = known == null;
            claim = known == null ? begin(owner) : known;
            claim.uses++;
            stopTimer(claim);
        }
        if (isNew) {
            changed.run();
        }
        return () -> release(owner, claim);
    }

    /** The owner had an instance before this mcpd was started; false when there is no room. */
    synchronized boolean resume(Owner owner) {
        if (claims.size() >= limit && !claims.containsKey(owner)) {
            return false;
        }
        startTimer(owner, begin(owner));
        return true;
    }

    private Claim begin(Owner owner) {
        if (claims.size() >= limit) {
            throw full();
        }
        Claim claim = new Claim();
        claims.put(owner, claim);
        return claim;
    }

    private McpException full() {
        return new McpException(
                new JsonRpcError(
                        ErrorCodes.INTERNAL_ERROR,
                        "server \""
                                + server
                                + "\" has "
                                + limit
                                + " instances for callers of their own, as many as it may ("
                                + LIMIT_VARIABLE
                                + "); one becomes free "
                                + IDLE.toMinutes()
                                + " minutes after its last call",
                        Json.object("server", Json.of(server)).with("limit", Json.of(limit))));
    }

    private void release(Owner owner, Claim claim) {
        synchronized (this) {
            claim.uses--;
            boolean isIdle = claim.uses == 0 && claim.equals(claims.get(owner));
            if (!isIdle) {
                return;
            }
            if (!claim.isOver) {
                startTimer(owner, claim);
                return;
            }
            claims.remove(owner);
        }
        changed.run();
    }

    private void startTimer(Owner owner, Claim claim) {
        claim.timer =
                Thread.ofVirtual().name("idle-" + server).start(() -> giveUpInTheEnd(owner, claim));
    }

    private static void stopTimer(Claim claim) {
        if (claim.timer != null) {
            claim.timer.interrupt();
            claim.timer = null;
        }
    }

    private void giveUpInTheEnd(Owner owner, Claim claim) {
        try {
            pauses.sleep(IDLE);
        } catch (InterruptedException used) {
            return; // used again, or given up before
        }
        synchronized (this) {
            if (!Thread.currentThread().equals(claim.timer)) {
                return;
            }
            claims.remove(owner, claim);
        }
        changed.run();
    }

    /** The owner uses it no more: given up when the uses that there are have ended. */
    void over(Owner owner) {
        synchronized (this) {
            Claim claim = claims.get(owner);
            if (claim == null) {
                return;
            }
            claim.isOver = true;
            if (claim.uses > 0) {
                return;
            }
            stopTimer(claim);
            claims.remove(owner);
        }
        changed.run();
    }

    synchronized Set<Owner> owners() {
        return Set.copyOf(claims.keySet());
    }

    /** Takes the claims of others away, whether used or not, and tells nobody. */
    synchronized void keep(Predicate<Owner> which) {
        claims.entrySet()
                .removeIf(entry -> {
                    boolean isLost = !which.test(entry.getKey());
                    if (isLost) {
                        stopTimer(entry.getValue());
                    }
                    return isLost;
                });
    }
}
