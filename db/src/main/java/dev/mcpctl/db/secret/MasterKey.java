package dev.mcpctl.db.secret;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of an installation: 32 random bytes in a file outside the database, from which one key
 * for sealing, one for comparing and one for what clients carry are derived. Immutable; any thread.
 */
public final class MasterKey {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int ID_BYTES = 8;
    private static final String MAC = "HmacSHA256";
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.complementOf(
                    EnumSet.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE));

    private final SecureRandom random = new SecureRandom();
    private final String id;
    private final SecretKeySpec sealing;
    private final SecretKeySpec comparing;
    private final StateSeal states;

    private MasterKey(byte[] key) {
        this.id =
                HexFormat.of()
                        .formatHex(
                                Arrays.copyOf(
                                        derived(key, "mcpctl key id").getEncoded(), ID_BYTES));
        this.sealing = new SecretKeySpec(derived(key, "mcpctl sealing").getEncoded(), "AES");
        this.comparing = derived(key, "mcpctl comparing");
        this.states = new StateSeal(derived(key, "mcpctl states").getEncoded(), id);
    }

    static boolean exists(Path file) {
        return Files.exists(file);
    }

    /** Reads the key; a file that others can read, or that is no key, is a problem. */
    static MasterKey read(Path file) {
        try {
            Set<PosixFilePermission> loose = EnumSet.copyOf(OTHERS);
            loose.retainAll(Files.getPosixFilePermissions(file));
            if (!loose.isEmpty()) {
                throw unusable(file, "others may read or write it; expected mode 0600", null);
            }
            byte[] key = Base64.getDecoder().decode(Files.readString(file).strip());
            if (key.length != KEY_BYTES) {
                throw unusable(file, "expected 32 bytes in base64", null);
            }
            return new MasterKey(key);
        } catch (IOException e) {
            throw unusable(file, String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw unusable(file, "expected 32 bytes in base64", e);
        }
    }

    /** Makes a key; the file appears with its whole content or not at all. */
    static MasterKey create(Path file) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try {
            Path absolute = file.toAbsolutePath();
            Files.createDirectories(absolute.resolveSibling(".").normalize());
            Path partial = absolute.resolveSibling(absolute.getFileName() + ".partial");
            Files.deleteIfExists(partial);
            Files.createFile(partial, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.writeString(partial, Base64.getEncoder().encodeToString(key) + "\n");
            Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unusable(file, "cannot be written: " + e.getMessage(), e);
        }
        return new MasterKey(key);
    }

    /** Tells keys apart; says nothing about the key. */
    String id() {
        return id;
    }

    /**
     * @param context what the text belongs to: it opens only there
     */
    Sealed seal(String text, String context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, context);
            return new Sealed(id, nonce, cipher.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not available", e);
        }
    }

    /** For what clients carry between two requests. */
    public StateSeal states() {
        return states;
    }

    /** Throws when it was sealed with another key, in another context, or was changed since. */
    String open(Sealed sealed, String context) throws AEADBadTagException {
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, sealed.nonce(), context);
            return new String(cipher.doFinal(sealed.ciphertext()), StandardCharsets.UTF_8);
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not available", e);
        }
    }

    /** The same for the same text in the same context; useless without the key. */
    String hash(String text, String context) {
        return HexFormat.of().formatHex(mac(comparing, context + "\0" + text));
    }

    @Override
    public String toString() {
        return "MasterKey[" + id + ", ***]";
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static SecretKeySpec derived(byte[] key, String purpose) {
        return new SecretKeySpec(mac(new SecretKeySpec(key, MAC), purpose), MAC);
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is not available", e);
        }
    }

    private static Problem unusable(Path file, String why, @Nullable Throwable cause) {
        String detail = "the key file " + file + " cannot be used: " + why;
        return cause == null
                ? new Problem(ProblemType.LOCAL, detail)
                : new Problem(ProblemType.LOCAL, detail, cause);
    }
}
