package dev.mcpctl.mcp.bridge;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.wire.InputRequired;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What became of rounds a short while ago, for a client that has lost it on the way: the same
 * request, word for word and of the same principal, gets the same result, and nothing is done
 * twice. Any thread.
 */
public final class FinishedRounds implements AutoCloseable {
    static final Duration GRACE = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final int MAX_KEPT = 64;
    static final int MAX_KEPT_BYTES = 4 << 20;

    private final Duration grace;
    private final Map<String, Round> rounds = new ConcurrentHashMap<>(); // by their states
    private final AtomicLong keptBytes = new AtomicLong();

    private record Round(
            String principal, String method, Json params, CompletableFuture<Json> result) {
        static Round of(Call call) {
            return new Round(
                    call.caller().principal(),
                    call.method(),
                    call.params(),
                    new CompletableFuture<>());
        }

        boolean isOf(Call call) {
            return principal.equals(call.caller().principal())
                    && method.equals(call.method())
                    && params.equals(call.params());
        }
    }

    public FinishedRounds() {
        this(GRACE);
    }

    /**
     * @param grace how long a result is kept
     */
    FinishedRounds(Duration grace) {
        this.grace = grace;
    }

    /**
     * Does a round of a call that comes back, unless it was or is being done: then that one's
     * result.
     *
     * @throws McpException as {@code round} does; {@code -32602} when another request has used the
     *     call's state
     */
    public Json once(Call call, Supplier<Json> round) {
        String state = call.params().text(InputRequired.STATE).orElse("");
        Round mine = Round.of(call);
        Round known = rounds.putIfAbsent(state, mine);
        if (known != null) {
            return again(known, call);
        }
        int keptNow = 0;
        try {
            Json result = round.get();
            keptNow = kept(mine.params().size() + result.size());
            mine.result().complete(result);
            return result;
        } catch (McpException failed) {
            mine.result().completeExceptionally(failed);
            throw failed;
        } finally {
            if (keptNow > 0) {
                int bytes = keptNow;
                Thread.ofVirtual()
                        .name("mcp-finished")
                        .start(() -> forgetInTheEnd(state, mine, bytes));
            } else {
                rounds.remove(state, mine);
                mine.result().cancel(false); // of no use to who waits, if it is not done
            }
        }
    }

    /** As many bytes, or none when they are too many to keep. */
    private int kept(int bytes) {
        if (rounds.size() > MAX_KEPT) {
            return 0;
        }
        if (keptBytes.addAndGet(bytes) > MAX_KEPT_BYTES) {
            keptBytes.addAndGet(-bytes);
            return 0;
        }
        return bytes;
    }

    private Json again(Round known, Call call) {
        if (!known.isOf(call)) {
            throw McpException.invalidParams(
                    "these answers were given already, and others then; start over");
        }
        Duration patience = call.deadline().orAfter(LONGEST_WAIT).remaining();
        try {
            return known.result().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof McpException why
                            && !(why instanceof CancelledException)
                    ? why
                    : startOver();
        } catch (java.util.concurrent.CancellationException gone) {
            throw startOver();
        } catch (TimeoutException late) {
            throw McpException.internal("the round that brought these answers first goes on still");
        } catch (InterruptedException givenUp) {
            if (!call.cancellation().isCancelled()) {
                Thread.currentThread().interrupt();
            }
            throw new CancelledException(call.cancellation().reason());
        }
    }

    private static McpException startOver() {
        return McpException.invalidParams("nothing waits for these answers any more; start over");
    }

    private void forgetInTheEnd(String state, Round round, int bytes) {
        try {
            Thread.sleep(grace);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        rounds.remove(state, round);
        keptBytes.addAndGet(-bytes);
    }

    /** Forgets all. */
    @Override
    public void close() {
        rounds.clear();
    }
}
