package dev.mcpctl.db.secret;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The one row of the table {@code key_check}. */
@Entity
@Table(name = "key_check")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields
public class KeyCheckRow {
    @Id
    @Column(name = "only_row")
    private boolean onlyRow;

    @Column(name = "key_id")
    private String keyId;

    private byte[] nonce;
    private byte[] ciphertext;

    protected KeyCheckRow() {}

    KeyCheckRow(Sealed sealed) {
        this.onlyRow = true;
        this.keyId = sealed.keyId();
        this.nonce = sealed.nonce();
        this.ciphertext = sealed.ciphertext();
    }

    String keyId() {
        return keyId;
    }

    Sealed sealed() {
        return new Sealed(keyId, nonce, ciphertext);
    }
}
