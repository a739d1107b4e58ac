package dev.mcpctl.db.secret;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.db.transaction.Transactions;

import org.hibernate.StatelessSession;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import javax.crypto.AEADBadTagException;

/**
 * What mcpd has at servers behind it and at their authorization servers: texts that are sealed and
 * whose meaning is not known here. They go with their server. Any thread.
 */
public final class ServerCredentials {
    private static final String NEWEST =
            """
            select key_id, nonce, ciphertext, issuer from server_credential
            where server_uid = ? and account = ? order by updated_at desc limit 1
            """;
    private static final String FIND =
            """
            select key_id, nonce, ciphertext, issuer from server_credential
            where server_uid = ? and account = ? and issuer = ?
            """;
    private static final String SAVE =
            """
            insert into server_credential
            (server_uid, account, issuer, key_id, nonce, ciphertext, updated_at)
            select ?::uuid, ?, ?, ?, ?::bytea, ?::bytea, clock_timestamp()
            where exists (select from resource where uid = ?)
            on conflict (server_uid, account, issuer) do update
            set key_id = excluded.key_id, nonce = excluded.nonce, ciphertext = excluded.ciphertext,
            updated_at = excluded.updated_at
            """;
    private static final String REMOVE =
            "delete from server_credential where server_uid = ? and account = ? and issuer = ?";
    private static final String ACCOUNTS =
            "select distinct account from server_credential where server_uid = ? order by account";
    private static final String FIND_REGISTRATION =
            """
            select key_id, nonce, ciphertext, issuer from client_registration
            where issuer = ? and redirect = ?
            """;
    private static final String SAVE_REGISTRATION =
            """
            insert into client_registration
            (issuer, redirect, key_id, nonce, ciphertext, updated_at)
            values (?, ?, ?, ?, ?, clock_timestamp())
            on conflict (issuer, redirect) do update
            set key_id = excluded.key_id, nonce = excluded.nonce, ciphertext = excluded.ciphertext,
            updated_at = excluded.updated_at
            """;
    private static final String REMOVE_REGISTRATION =
            "delete from client_registration where issuer = ? and redirect = ?";

    private final Transactions transactions;
    private final MasterKey key;

    public ServerCredentials(Transactions transactions, MasterKey key) {
        this.transactions = transactions;
        this.key = key;
    }

    /** What was saved last for an account at a server, of whatever issuer. */
    public Optional<String> newest(UUID server, String account) {
        return found(NEWEST, row -> context(server, account, row), server, account);
    }

    public Optional<String> find(UUID server, String account, String issuer) {
        return found(FIND, row -> context(server, account, row), server, account, issuer);
    }

    /** Stands for what was there of the same issuer. Nothing is saved for a server that is gone. */
    public void save(UUID server, String account, String issuer, String text) {
        Sealed sealed = key.seal(text, context(server, account, issuer));
        change(
                SAVE,
                server,
                account,
                issuer,
                sealed.keyId(),
                sealed.nonce(),
                sealed.ciphertext(),
                server);
    }

    public void remove(UUID server, String account, String issuer) {
        change(REMOVE, server, account, issuer);
    }

    /** Who has something at a server. */
    public List<String> accounts(UUID server) {
        return transactions.run(session ->
                session.doReturningWork(connection -> {
                    List<String> accounts = new ArrayList<>();
                    try (PreparedStatement statement = prepared(connection, ACCOUNTS, server);
                            ResultSet rows = statement.executeQuery()) {
                        while (rows.next()) {
                            accounts.add(rows.getString(1));
                        }
                    }
                    return accounts;
                }));
    }

    public Optional<String> registration(String issuer, String redirect) {
        return found(
                FIND_REGISTRATION, row -> registrationContext(row, redirect), issuer, redirect);
    }

    public void saveRegistration(String issuer, String redirect, String text) {
        Sealed sealed = key.seal(text, registrationContext(issuer, redirect));
        change(
                SAVE_REGISTRATION,
                issuer,
                redirect,
                sealed.keyId(),
                sealed.nonce(),
                sealed.ciphertext());
    }

    public void removeRegistration(String issuer, String redirect) {
        change(REMOVE_REGISTRATION, issuer, redirect);
    }

    /** What a text is bound to, by its issuer, so that one row's is of no use in another. */
    private interface Context {
        String of(String issuer);
    }

    private static String context(UUID server, String account, String issuer) {
        return "credential/" + server + "/" + account.length() + "/" + account + "/" + issuer;
    }

    private static String registrationContext(String issuer, String redirect) {
        return "registration/" + issuer.length() + "/" + issuer + "/" + redirect;
    }

    private Optional<String> found(String sql, Context context, Object... values) {
        return transactions.run(session ->
                session.doReturningWork(connection -> {
                    try (PreparedStatement statement = prepared(connection, sql, values);
                            ResultSet rows = statement.executeQuery()) {
                        return rows.next()
                                ? Optional.of(opened(rows, context))
                                : Optional.<String>empty();
                    }
                }));
    }

    private String opened(ResultSet row, Context context) throws SQLException {
        Sealed sealed = new Sealed(row.getString(1), row.getBytes(2), row.getBytes(3));
        try {
            return key.open(sealed, context.of(row.getString(4)));
        } catch (AEADBadTagException e) {
            throw new Problem(
                    ProblemType.INTERNAL,
                    "a stored credential, sealed with key "
                            + sealed.keyId()
                            + ", does not open with key "
                            + key.id(),
                    e);
        }
    }

    private void change(String sql, Object... values) {
        transactions.run((StatelessSession session) ->
                session.doReturningWork(connection -> {
                    try (PreparedStatement statement = prepared(connection, sql, values)) {
                        return statement.executeUpdate();
                    }
                }));
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public String toString() {
        return "ServerCredentials[***]";
    }
}
