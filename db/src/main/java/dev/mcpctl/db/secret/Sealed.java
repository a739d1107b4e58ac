package dev.mcpctl.db.secret;

/** A sealed text with the id of the key that sealed it. Compared by identity. */
final class Sealed {
    private final String keyId;
    private final byte[] nonce;
    private final byte[] ciphertext;

    /** Takes the arrays over: nobody changes them afterwards. */
    Sealed(String keyId, byte[] nonce, byte[] ciphertext) {
        this.keyId = keyId;
        this.nonce = nonce;
        this.ciphertext = ciphertext;
    }

    String keyId() {
        return keyId;
    }

    byte[] nonce() {
        return nonce;
    }

    byte[] ciphertext() {
        return ciphertext;
    }
}
