package dev.mcpctl.db.instance;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Whom an instance serves.
 *
 * @param principal of one user; empty: everybody
 * @param session tells one conversation of that user from the others; empty: all of them. Not the
 *     conversation's handle, which nobody else is to learn
 */
public record Owner(String principal, String session) {
    public static final Owner EVERYBODY = new Owner("", "");

    private static final int SESSION_BYTES = 8;

    public Owner {
        if (principal.isEmpty() && !session.isEmpty()) {
            throw new IllegalArgumentException("a session of nobody");
        }
    }

    /** One user, whatever the conversation. */
    public static Owner user(String principal) {
        return new Owner(principal, "");
    }

    /**
     * One conversation of a user.
     *
     * @param handle what the user's client calls it; empty for all that have no name
     */
    public static Owner session(String principal, String handle) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(handle.getBytes(StandardCharsets.UTF_8));
            return new Owner(principal, HexFormat.of().formatHex(digest, 0, SESSION_BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    public boolean isEverybody() {
        return principal.isEmpty();
    }

    public boolean isSession() {
        return !session.isEmpty();
    }

    /** As it is shown; empty for everybody. */
    public String label() {
        return isSession() ? principal + " (session " + session + ")" : principal;
    }
}
