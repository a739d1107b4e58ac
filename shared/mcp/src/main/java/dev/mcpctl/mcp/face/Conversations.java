package dev.mcpctl.mcp.face;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** Handles for conversations: visible ASCII, and of no meaning. */
final class Conversations {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 24;
    private static final int DERIVED_BYTES = 15;
    private static final MessageDigest SHA_256 = sha256(); // never fed, only copied

    private Conversations() {}

    /** A handle that nobody can guess. */
    static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * The handle of a client that brings none: the same whenever the same client comes to the same
     * target.
     */
    static String derived(Target target, String clientName) {
        MessageDigest digest = copy(SHA_256);
        for (String part : new String[] {target.principal(), target.name(), clientName}) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        byte[] hash = Arrays.copyOf(digest.digest(), DERIVED_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException slow) {
            return sha256();
        }
    }
}
