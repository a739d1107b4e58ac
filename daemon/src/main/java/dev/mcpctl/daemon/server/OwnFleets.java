package dev.mcpctl.daemon.server;

import dev.mcpctl.api.server.SessionMode;
import dev.mcpctl.db.instance.Owner;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The instances of one server that serve one user or one conversation each: a fleet of one for each
 * owner who claims it. The worker's alone, but for {@link #instanceDeleted} and {@link
 * #isUnsettled}.
 */
final class OwnFleets {
    private final String server;
    private final LeftRunning leftRunning;
    private final Claims claims;
    private final Function<Owner, Fleet> making;
    private final Map<Owner, Fleet> fleets = new ConcurrentHashMap<>();

    OwnFleets(
            String server, LeftRunning leftRunning, Claims claims, Function<Owner, Fleet> making) {
        this.server = server;
        this.leftRunning = leftRunning;
        this.claims = claims;
        this.making = making;
    }

    /** Whether a move of any instance is a reason to look again. Any thread. */
    boolean isUnsettled() {
        return fleets.values().stream().anyMatch(Fleet::isUnsettled);
    }

    /** As a fleet's. Any thread. */
    void instanceDeleted(String instance) {
        fleets.values().forEach(fleet -> fleet.instanceDeleted(instance));
    }

    boolean isEmpty() {
        return fleets.isEmpty();
    }

    /** The next step towards one instance of what is wanted for each owner. */
    void become(Wanted wanted, SessionMode mode) {
        claims.keep(owner -> mode == modeOf(owner));
        for (Owner owner : leftRunning.owners(server)) {
            if (mode == modeOf(owner) && !owner.isEverybody()) {
                boolean _ = claims.resume(owner);
            }
        }
        claimed(fleet -> fleet.become(wanted, 1));
        endWhatWasLeft(); // of nobody who claims it
    }

    /** What takes calls goes on, as it was started; what does not is ended. */
    void keep() {
        endWhatWasLeft();
        claimed(fleet -> {
            boolean _ = fleet.keep(1);
        });
    }

    /** Ends all when they have finished what they have open; nobody claims any more. */
    void dwindle() {
        endWhatWasLeft();
        claims.keep(_ -> false);
        claimed(_ -> {});
    }

    /** Ends some at once, whatever is open there; returns when nothing of them is left. */
    void end(Predicate<Wanted> which) {
        fleets.values().forEach(fleet -> fleet.end(which));
    }

    /** Ends all at once, and nobody claims any more. */
    void endAll() {
        endWhatWasLeft();
        claims.keep(_ -> false);
        end(_ -> true);
        fleets.clear();
    }

    /** Takes those that have ended out of what is known of the server. */
    void buryTheDead() {
        fleets.values().forEach(Fleet::buryTheDead);
    }

    private void endWhatWasLeft() {
        for (Owner owner : leftRunning.owners(server)) {
            if (!owner.isEverybody()) {
                leftRunning.end(server, leftRunning.take(server, owner));
            }
        }
    }

    private void claimed(Consumer<Fleet> step) {
        var owners = claims.owners();
        owners.forEach(owner -> step.accept(fleets.computeIfAbsent(owner, making)));
        fleets.entrySet()
                .removeIf(entry -> {
                    boolean isLeft = !owners.contains(entry.getKey());
                    if (isLeft) {
                        entry.getValue().dwindle();
                    }
                    return isLeft && entry.getValue().isEmpty();
                });
    }

    private static SessionMode modeOf(Owner owner) {
        if (owner.isEverybody()) {
            return SessionMode.SHARED;
        }
        return owner.isSession() ? SessionMode.PER_SESSION : SessionMode.PER_USER;
    }
}
