package dev.mcpctl.cli.inspect;

import java.util.LinkedHashMap;
import java.util.Map;

/** Gives an answer the subject that its request named. One thread at a time. */
final class Subjects {
    private static final int MAX_OPEN = 4_096;

    private final Map<Half, String> open =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Half, String> eldest) {
                    return size() > MAX_OPEN;
                }
            };

    /** The client's or the server's half of an exchange; a tool has a name in each. */
    private record Half(String session, long exchange, boolean isOfClient) {}

    Passed completed(Passed message) {
        if (message.exchange() == 0) {
            return message;
        }
        Half half = new Half(message.session(), message.exchange(), message.isOfClient());
        if (message.isAnswer()) {
            String subject = open.remove(half);
            return subject == null ? message : message.withSubject(subject);
        }
        if (!message.subject().isEmpty()) {
            open.put(half, message.subject());
        }
        return message;
    }
}
