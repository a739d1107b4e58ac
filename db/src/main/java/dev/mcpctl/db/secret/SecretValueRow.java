package dev.mcpctl.db.secret;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;

import java.util.UUID;

/** A row of the table {@code secret_value}; written by {@link Sealing} alone. */
@Entity
@Immutable
@IdClass(SecretValueRow.Key.class)
@Table(name = "secret_value")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields
public class SecretValueRow {
    @Id
    @Column(name = "resource_uid")
    private UUID resourceUid;

    @Id private String key;

    @Column(name = "key_id")
    private String keyId;

    private byte[] nonce;
    private byte[] ciphertext;

    /** The primary key. */
    public record Key(UUID resourceUid, String key) {}

    protected SecretValueRow() {}

    String key() {
        return key;
    }

    String keyId() {
        return keyId;
    }

    Sealed sealed() {
        return new Sealed(keyId, nonce, ciphertext);
    }
}
