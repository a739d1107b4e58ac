package dev.mcpctl.db.secret;

import static dev.mcpctl.db.Samples.ADA;
import static dev.mcpctl.db.Samples.secret;
import static dev.mcpctl.db.Samples.server;
import static dev.mcpctl.db.Samples.uid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.DatabaseUnderTest;
import dev.mcpctl.db.resource.Applied;
import dev.mcpctl.db.resource.ApplyMode;
import dev.mcpctl.db.resource.DeleteMode;
import dev.mcpctl.db.resource.ResourceStore;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What becomes of the values of secrets, on either kind of database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SecretContract {
    private final DatabaseUnderTest.Kind kind;
    private DatabaseUnderTest under;
    private Database database;
    private ResourceStore store;

    protected SecretContract(DatabaseUnderTest.Kind kind) {
        this.kind = kind;
    }

    @BeforeAll
    void open() {
        under = DatabaseUnderTest.fresh(kind);
        database = under.database();
        store = database.resources();
    }

    @AfterAll
    void close() {
        under.close();
    }

    @Test
    void valuesComeBackFromTheVaultAlone() {
        Resource created =
                store.create(ADA, secret("opened", Map.of("URL", "http://h/?a=b", "TOKEN", "t")))
                        .value();

        assertThat(created.spec().path("data"))
                .isEqualTo(JsonCodec.object().putNull("URL").putNull("TOKEN"));
        assertThat(store.get(created.key()).spec().path("data").get("URL").isNull()).isTrue();
        assertThat(database.secrets().open(uid(created)))
                .isEqualTo(Map.of("URL", "http://h/?a=b", "TOKEN", "t"));
        assertThat(database.secrets()).hasToString("SecretVault[***]");
    }

    @Test
    @DisplayName("M-051: a dump of every table holds no plain value")
    void aDumpOfEveryTableHoldsNoPlainValue() throws SQLException {
        String first = "plain-first-value";
        String second = "plain-second-value";
        Resource secret = store.create(ADA, secret("dumped", Map.of("K", first))).value();
        store.apply(ADA, List.of(secret("dumped", Map.of("K", second))), ApplyMode.WRITE);
        store.overwrite(ADA, secret("dumped", Map.of("K", first, "L", second)));
        store.delete(ADA, secret.key(), DeleteMode.GUARDED);
        store.create(ADA, secret("dumped", Map.of("K", first, "L", second)));

        String dump = dump();

        assertThat(dump).contains("dumped");
        for (String value : List.of(first, second)) {
            assertThat(dump).doesNotContain(value).doesNotContain(hex(value));
        }
    }

    @Test
    void whatMcpdHasAtAServerIsSealedAndGoesWithIt() throws SQLException {
        Resource server = store.create(ADA, server("guarded")).value();
        UUID uid = UUID.fromString(uid(server));
        ServerCredentials credentials = database.credentials();
        credentials.save(uid, "user:ada", "https://a", "plain-token-a");
        credentials.save(uid, "user:ada", "https://b", "plain-token-old");
        credentials.save(uid, "user:ada", "https://b", "plain-token-b");
        credentials.save(uid, "", "https://a", "plain-token-all");
        credentials.saveRegistration("https://a", "http://r", "plain-client");

        assertThat(credentials.newest(uid, "user:ada")).contains("plain-token-b");
        assertThat(credentials.find(uid, "user:ada", "https://a")).contains("plain-token-a");
        assertThat(credentials.newest(uid, "user:grace")).isEmpty();
        assertThat(credentials.accounts(uid)).containsExactly("", "user:ada");
        assertThat(credentials.registration("https://a", "http://r")).contains("plain-client");
        assertThat(credentials.registration("https://a", "http://other")).isEmpty();
        assertThat(dump()).doesNotContain("plain-token", "plain-client", hex("plain-token"));

        credentials.remove(uid, "user:ada", "https://b");
        assertThat(credentials.newest(uid, "user:ada")).contains("plain-token-a");
        store.delete(ADA, server.key(), DeleteMode.GUARDED);
        assertThat(credentials.accounts(uid)).isEmpty();
        credentials.save(uid, "user:ada", "https://a", "plain-token-late");
        assertThat(credentials.accounts(uid)).isEmpty();
    }

    @Test
    void aSealedTextOpensInItsOwnRowOnly() throws SQLException {
        UUID one = UUID.fromString(uid(store.create(ADA, server("one")).value()));
        ServerCredentials credentials = database.credentials();
        credentials.save(one, "user:ada", "https://a", "hers");
        try (Connection connection = under.connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "update server_credential set account = 'user:grace' where account ="
                            + " 'user:ada' and server_uid = '"
                            + one
                            + "'");
        }

        assertThatThrownBy(() -> credentials.newest(one, "user:grace"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("does not open");
    }

    @Test
    void nullKeepsTheStoredValueAndAMissingKeyIsRemoved() {
        store.create(ADA, secret("kept", Map.of("A", "1", "B", "2", "C", "3")));
        Map<String, String> data = new TreeMap<>();
        data.put("A", null);
        data.put("B", "two");

        Resource after = store.overwrite(ADA, secret("kept", data)).value();

        assertThat(database.secrets().open(uid(after))).isEqualTo(Map.of("A", "1", "B", "two"));
        assertThat(after.metadata().generation()).isEqualTo(2);
    }

    @Test
    void theSameValueAgainIsNoChange() {
        Resource before = store.create(ADA, secret("same", Map.of("A", "1"))).value();
        long position = database.feed().position();

        Applied again =
                store.apply(ADA, List.of(secret("same", Map.of("A", "1"))), ApplyMode.WRITE)
                        .value()
                        .getFirst();
        store.overwrite(ADA, secret("same", Map.of("A", "1")));

        assertThat(again.outcome()).isEqualTo(Applied.Outcome.UNCHANGED);
        assertThat(store.get(before.key())).isEqualTo(before);
        assertThat(database.feed().position()).isEqualTo(position);
    }

    @Test
    void anotherValueUnderTheSameKeyMovesVersionAndGeneration() {
        Resource before = store.create(ADA, secret("rolled", Map.of("A", "1"))).value();

        Applied after =
                store.apply(ADA, List.of(secret("rolled", Map.of("A", "2"))), ApplyMode.WRITE)
                        .value()
                        .getFirst();

        assertThat(after.outcome()).isEqualTo(Applied.Outcome.CONFIGURED);
        assertThat(after.resource().metadata().generation()).isEqualTo(2);
        assertThat(after.resource().metadata().uid()).isEqualTo(before.metadata().uid());
        assertThat(database.secrets().open(uid(before))).isEqualTo(Map.of("A", "2"));
    }

    @Test
    @DisplayName("M-128: a null without a stored value is a fault that names the key")
    void aNullWithoutAStoredValueIsAFault() {
        assertThatThrownBy(() ->
                        store.create(ADA, secret("new", Collections.singletonMap("K/1", null))))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.faults())
                                        .containsExactly(
                                                new Fault(
                                                        "/spec/data/K~11",
                                                        "no value is stored for K/1")));
        assertThat(store.find(ResourceKey.global("secret", "new"))).isEmpty();
    }

    @Test
    void valuesGoWithTheirSecretAndADryRunSealsNothing() {
        Resource secret = store.create(ADA, secret("going", Map.of("A", "1"))).value();
        store.apply(ADA, List.of(secret("going", Map.of("A", "2"))), ApplyMode.DRY_RUN);
        assertThat(database.secrets().open(uid(secret))).isEqualTo(Map.of("A", "1"));

        store.delete(ADA, secret.key(), DeleteMode.GUARDED);

        assertThat(database.secrets().open(uid(secret))).isEmpty();
    }

    @Test
    void aCiphertextThatWasMovedToAnotherKeyDoesNotOpen() throws SQLException {
        Resource secret = store.create(ADA, secret("swapped", Map.of("A", "1", "B", "2"))).value();
        try (Connection connection = under.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update secret_value v set nonce = o.nonce, ciphertext = o.ciphertext"
                            + " from secret_value o where v.resource_uid = o.resource_uid"
                            + " and v.key <> o.key and v.resource_uid = '"
                            + secret.metadata().uid()
                            + "'");
        }

        assertThatThrownBy(() -> database.secrets().open(uid(secret)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("does not open");
    }

    private String dump() throws SQLException {
        StringBuilder dump = new StringBuilder();
        try (Connection connection = under.connect();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows =
                    statement.executeQuery(
                            "select tablename from pg_tables where schemaname = 'public'")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            assertThat(tables).contains("resource", "change", "secret_value");
            for (String table : tables) {
                try (ResultSet rows =
                        statement.executeQuery("select t::text from " + table + " t")) {
                    while (rows.next()) {
                        dump.append(rows.getString(1)).append('\n');
                    }
                }
            }
        }
        return dump.toString();
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
