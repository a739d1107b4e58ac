package dev.mcpctl.db.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals texts that leave the installation in the hand of a client and come back: nobody else can
 * read or change them. A sealed text is {@code v1.<key id>.<base64url>}. Any thread.
 */
public final class StateSeal {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final String prefix;

    /**
     * @param key 32 bytes
     * @param keyId tells keys apart; not secret
     */
    public StateSeal(byte[] key, String keyId) {
        this.key = new SecretKeySpec(key, "AES");
        this.prefix = "v1." + keyId + ".";
    }

    /**
     * Seals a text.
     *
     * @param context what the text belongs to: it opens only there
     */
    public String seal(String text, String context) {
        byte[] sealed = new byte[NONCE_BYTES];
        random.nextBytes(sealed);
        try {
            byte[] ciphertext =
                    cipher(Cipher.ENCRYPT_MODE, sealed, context)
                            .doFinal(text.getBytes(StandardCharsets.UTF_8));
            sealed = Arrays.copyOf(sealed, NONCE_BYTES + ciphertext.length);
            System.arraycopy(ciphertext, 0, sealed, NONCE_BYTES, ciphertext.length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not available", e);
        }
        return prefix + encode(sealed);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The text; empty, whatever the reason, for one that was not sealed so here. */
    public Optional<String> open(String sealed, String context) {
        if (!sealed.startsWith(prefix)) {
            return Optional.empty();
        }
        try {
            String encoded = sealed.substring(prefix.length());
            byte[] bytes = Base64.getUrlDecoder().decode(encoded);
            // The same bytes can be spelled in several ways; only one of them was given.
            if (bytes.length < NONCE_BYTES || !encode(bytes).equals(encoded)) {
                return Optional.empty();
            }
            byte[] text =
                    cipher(Cipher.DECRYPT_MODE, bytes, context)
                            .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | AEADBadTagException foreign) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not available", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, 0, NONCE_BYTES));
        cipher.updateAAD((prefix + context).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    @Override
    public String toString() {
        return "StateSeal[" + prefix + "***]";
    }
}
