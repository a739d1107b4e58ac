package dev.mcpctl.daemon.server;

import java.security.SecureRandom;

/** Names for instances: the server's, and five characters that tell one from the next. */
final class InstanceNames {
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789"; // spells nothing
    private static final int SUFFIX = 5;
    private static final int MAX_LENGTH = 63;

    private final SecureRandom random = new SecureRandom();

    String next(String server) {
        StringBuilder name = new StringBuilder(server);
        name.setLength(Math.min(server.length(), MAX_LENGTH - SUFFIX - 1));
        name.append('-');
        for (int i = 0; i < SUFFIX; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }
}
