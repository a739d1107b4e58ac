package dev.mcpctl.db.token;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;

import java.time.Instant;

/** A row of the table {@code token}. */
@Entity
@Immutable
@Table(name = "token")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields
public class TokenRow {
    @Id private String hash;
    private String subject;

    @Column(name = "created_at")
    private Instant createdAt;

    protected TokenRow() {}

    TokenRow(Token token) {
        this.hash = token.hash();
        this.subject = token.subject();
        this.createdAt = token.createdAt();
    }

    Token toToken() {
        return new Token(hash, subject, createdAt);
    }
}
