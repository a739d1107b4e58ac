package dev.mcpctl.db.token;

import dev.mcpctl.db.transaction.Transactions;

import org.hibernate.StatelessSession;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Bearer tokens, of which only hashes are stored. Any thread. */
public final class TokenTable {
    private static final int TOKEN_BYTES = 32;

    private final Transactions transactions;
    private final SecureRandom random = new SecureRandom();

    public TokenTable(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Makes a token of 256 random bits, stores its hash and answers the token, once. */
    public String issue(String subject) {
        return transactions.run(session -> insert(session, subject));
    }

    /** As {@link #issue}, only while there is no token at all; of two at once one gets it. */
    public Optional<String> issueFirst(String subject) {
        return transactions.run(session -> {
            session.createNativeMutationQuery("lock table token in share row exclusive mode")
                    .executeUpdate();
            return all(session).isEmpty()
                    ? Optional.of(insert(session, subject))
                    : Optional.empty();
        });
    }

    /** What is known of a token. */
    public Optional<Token> find(String token) {
        return transactions.run(session ->
                Optional.ofNullable(session.get(TokenRow.class, hash(token)))
                        .map(TokenRow::toToken));
    }

    public List<Token> all() {
        return transactions.run(TokenTable::all);
    }

    /**
     * Ends a token.
     *
     * @return whether there was one of that hash
     */
    public boolean revoke(String hash) {
        return transactions.run(session ->
                session.createMutationQuery("delete from TokenRow where hash = :hash")
                                .setParameter("hash", hash)
                                .executeUpdate()
                        > 0);
    }

    /** What is stored of a token: SHA-256 in hexadecimal. */
    public static String hash(String token) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available", e);
        }
    }

    private String insert(StatelessSession session, String subject) {
        byte[] bits = new byte[TOKEN_BYTES];
        random.nextBytes(bits);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        session.insert(new TokenRow(new Token(hash(token), subject, now)));
        return token;
    }

    private static List<Token> all(StatelessSession session) {
        return session
                .createSelectionQuery("from TokenRow order by createdAt", TokenRow.class)
                .getResultList()
                .stream()
                .map(TokenRow::toToken)
                .toList();
    }
}
