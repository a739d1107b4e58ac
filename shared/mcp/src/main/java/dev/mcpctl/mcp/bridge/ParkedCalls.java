package dev.mcpctl.mcp.bridge;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.wire.InputRequired;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls that wait for their clients to come back, each under a name that nobody can guess and that
 * is good once. A call that nobody comes back for is given up. Any thread.
 *
 * @param <P> what is kept of each
 */
public final class ParkedCalls<P extends ParkedCall> implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NAME_BYTES = 18;

    private final int limit;
    private final int limitOfOne;
    private final Duration patience;
    private final Map<String, Place<P>> places = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    private record Place<P extends ParkedCall>(
            String principal, String method, P parked, Thread expiry) {
        boolean isOf(Call call) {
            return principal.equals(call.caller().principal()) && method.equals(call.method());
        }
    }

    /**
     * @param limit calls at once
     * @param limitOfOne calls at once of one principal
     * @param patience after which one is given up
     */
    public ParkedCalls(int limit, int limitOfOne, Duration patience) {
        this.limit = limit;
        this.limitOfOne = limitOfOne;
        this.patience = patience;
    }

    /**
     * Keeps what {@code call} waits for.
     *
     * @return the state under which the call's client comes back for it
     * @throws McpException when too many wait already; then it is given up
     */
    public String park(Call call, P parked) {
        byte[] bytes = new byte[NAME_BYTES];
        RANDOM.nextBytes(bytes);
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Thread expiry = Thread.ofVirtual().name("mcp-parked").unstarted(() -> giveUpInTheEnd(name));
        String principal = call.caller().principal();
        places.put(name, new Place<>(principal, call.method(), parked, expiry));
        if (isClosed || places.size() > limit) {
            giveUp(name, "no room to wait for the client");
            throw McpException.internal(
                    "more than " + limit + " calls wait for the answers of their clients");
        }
        long ofOne =
                places.values().stream()
                        .filter(place -> place.principal().equals(principal))
                        .count();
        if (ofOne > limitOfOne) {
            giveUp(name, "no room to wait for the client");
            throw McpException.internal(
                    "more than "
                            + limitOfOne
                            + " calls of this user wait for the answers of their clients");
        }
        expiry.start();
        return name;
    }

    /**
     * What a call comes back for; nobody else gets it any more.
     *
     * @throws McpException {@code -32602} when nothing waits under the call's state, or another's
     *     does
     */
    public P resume(Call call) {
        String name = call.params().text(InputRequired.STATE).orElse("");
        Place<P> place = places.get(name);
        if (place == null || !place.isOf(call) || !places.remove(name, place)) {
            throw McpException.invalidParams(
                    "nothing waits for these answers any more; start over");
        }
        place.expiry().interrupt();
        return place.parked();
    }

    private void giveUpInTheEnd(String name) {
        try {
            Thread.sleep(patience);
        } catch (InterruptedException resumed) {
            return; // it came back, or was given up before
        }
        Place<P> place = places.remove(name);
        if (place != null) {
            place.parked().abandon("its client did not come back");
        }
    }

    private void giveUp(String name, String reason) {
        Place<P> place = places.remove(name);
        if (place != null) {
            place.expiry().interrupt();
            place.parked().abandon(reason);
        }
    }

    /** How many wait. */
    public int size() {
        return places.size();
    }

    /** Gives all of them up. A second call does nothing. */
    @Override
    public void close() {
        isClosed = true;
        places.keySet().forEach(name -> giveUp(name, "the connection to the server was closed"));
    }
}
