package dev.mcpctl.cli.bridge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The requests that wait for an answer, in both directions. Its caller locks. */
final class Ledger {
    /** A request of the client. */
    record Open(RequestId id, boolean isListen, boolean isInitialize) {}

    private final Map<String, Open> ofClient = new LinkedHashMap<>();
    private final Set<String> ofServer = new HashSet<>();

    /**
     * Notes what the client is about to send.
     *
     * @return false when it holds nothing but answers to questions of an mcplocal that is gone
     */
    boolean noteFromClient(List<Envelope> messages) {
        boolean isWanted = messages.isEmpty();
        for (Envelope message : messages) {
            RequestId id = message.id();
            if (id != null && message.isAnswer()) {
                isWanted |= ofServer.remove(id.key());
                continue;
            }
            isWanted = true;
            if (id != null) {
                ofClient.put(
                        id.key(),
                        new Open(id, message.is(Envelope.LISTEN), message.is(Envelope.INITIALIZE)));
            } else if (message.is(Envelope.CANCELLED)) {
                RequestId cancelled = message.cancelled();
                if (cancelled != null) {
                    ofClient.remove(cancelled.key()); // it need not be answered any more
                }
            }
        }
        return isWanted;
    }

    /** Whether a line is but answers: with no mcplocal, nobody asks for them any more. */
    static boolean isOnlyAnswers(List<Envelope> messages) {
        for (Envelope message : messages) {
            if (!message.isAnswer()) {
                return false;
            }
        }
        return !messages.isEmpty();
    }

    /** Notes what mcplocal sent. */
    void noteFromServer(List<Envelope> messages) {
        for (Envelope message : messages) {
            RequestId id = message.id();
            if (id != null) {
                if (message.isAnswer()) {
                    ofClient.remove(id.key());
                } else {
                    ofServer.add(id.key());
                }
            } else if (message.is(Envelope.CANCELLED)) {
                RequestId cancelled = message.cancelled();
                if (cancelled != null && !ofServer.remove(cancelled.key())) {
                    // From a server it may also end a subscription of the client.
                    ofClient.remove(cancelled.key());
                }
            }
        }
    }

    /** Whether the client waits for an answer; a subscription is not one. */
    boolean isAwaited() {
        for (Open open : ofClient.values()) {
            if (!open.isListen()) {
                return true;
            }
        }
        return false;
    }

    /** Forgets both directions, since mcplocal is gone; what the client had open. */
    List<Open> close() {
        List<Open> open = new ArrayList<>(ofClient.values());
        ofClient.clear();
        ofServer.clear();
        return open;
    }
}
