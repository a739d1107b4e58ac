package dev.mcpctl.db.token;

import java.time.Instant;

/**
 * A token as stored.
 *
 * @param hash SHA-256 of the token, in hexadecimal
 * @param subject whom it stands for: {@code user:ada}
 */
public record Token(String hash, String subject, Instant createdAt) {}
