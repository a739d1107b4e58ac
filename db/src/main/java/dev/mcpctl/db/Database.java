package dev.mcpctl.db;

import com.zaxxer.hikari.HikariDataSource;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.db.embedded.EmbeddedPostgres;
import dev.mcpctl.db.event.EventTable;
import dev.mcpctl.db.feed.ChangeFeed;
import dev.mcpctl.db.feed.FeedTable;
import dev.mcpctl.db.feed.Mutations;
import dev.mcpctl.db.instance.InstanceTable;
import dev.mcpctl.db.resource.ResourceStore;
import dev.mcpctl.db.secret.KeyCheck;
import dev.mcpctl.db.secret.MasterKey;
import dev.mcpctl.db.secret.Sealing;
import dev.mcpctl.db.secret.SecretVault;
import dev.mcpctl.db.secret.ServerCredentials;
import dev.mcpctl.db.secret.StateSeal;
import dev.mcpctl.db.token.TokenTable;
import dev.mcpctl.db.transaction.Transactions;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** An open database with all that is kept in it. Any thread. */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration CONNECTION_PATIENCE = Duration.ofSeconds(5);
    private static final Duration IDLE_CHECK = Duration.ofMinutes(2);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

    /** A writer that hangs must not hold the feed's lock for ever, and nobody wait for it so. */
    private static final String SESSION_SETTINGS =
            "set idle_in_transaction_session_timeout = '60s'; set lock_timeout = '15s'";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>(); // guarded by this; last first
    private final String kind;
    private final Transactions transactions;
    private final Installation installation;
    private final ResourceStore resources;
    private final SecretVault secrets;
    private final ServerCredentials credentials;
    private final StateSeal states;
    private final InstanceTable instances;
    private final EventTable events;
    private final TokenTable tokens;
    private final ChangeFeed feed;

    private Database(DatabaseSettings settings) {
        this.kind = settings.location().label();
        boolean isOpen = false;
        try {
            HikariDataSource pool = new HikariDataSource();
            FutureTask<SessionFactory> sessions = new FutureTask<>(() -> Entities.sessions(pool));
            Thread.ofPlatform().daemon().name("hibernate-start").start(sessions);
            parts.push(pool);
            parts.push(() -> await(sessions).close());
            ServerConnections connections = new ServerConnections(addressOf(settings.location()));
            ServerVersion.check(connections);
            migrate(connections);
            configure(pool, connections, settings.poolSize());
            SessionFactory factory = await(sessions);
            this.transactions = new Transactions(factory);
            this.installation = Installation.of(transactions);
            MasterKey key = KeyCheck.passed(transactions, settings.keyFile());
            Mutations mutations = new Mutations(transactions);
            this.resources = new ResourceStore(transactions, mutations, new Sealing(key));
            this.secrets = new SecretVault(transactions, key);
            this.credentials = new ServerCredentials(transactions, key);
            this.states = key.states();
            this.instances = new InstanceTable(transactions, mutations);
            this.events = new EventTable(transactions);
            this.tokens = new TokenTable(transactions);
            this.feed =
                    new ChangeFeed(
                            new FeedTable(transactions),
                            connections::openPatient,
                            settings.feedRetention());
            parts.push(feed);
            isOpen = true;
        } finally {
            if (!isOpen) {
                close();
            }
        }
    }

    /**
     * Starts, adopts or reaches PostgreSQL, migrates it and checks the master key. What prevents it
     * is one {@code Problem} for people.
     */
    public static Database open(DatabaseSettings settings) {
        return new Database(settings);
    }

    public ResourceStore resources() {
        return resources;
    }

    public SecretVault secrets() {
        return secrets;
    }

    /** What mcpd has at servers behind it. */
    public ServerCredentials credentials() {
        return credentials;
    }

    /** Seals what clients carry between two requests. */
    public StateSeal states() {
        return states;
    }

    public InstanceTable instances() {
        return instances;
    }

    public EventTable events() {
        return events;
    }

    public TokenTable tokens() {
        return tokens;
    }

    public ChangeFeed feed() {
        return feed;
    }

    public Installation installation() {
        return installation;
    }

    /** {@code embedded} or {@code external}. */
    public String kind() {
        return kind;
    }

    Transactions transactions() {
        return transactions;
    }

    /** Asks the database; answers within two seconds. */
    public boolean isReachable() {
        FutureTask<Integer> question =
                new FutureTask<>(() ->
                        transactions.run(session ->
                                session.createNativeQuery("select 1", Integer.class)
                                        .getSingleResult()));
        Thread.ofVirtual().name("database-question").start(question);
        try {
            return question.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS) == 1;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Takes everything down in reverse; an embedded server is stopped. Twice is harmless. */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of the database was not closed", e);
            }
        }
    }

    private Supplier<DatabaseUrl> addressOf(DatabaseLocation location) {
        return switch (location) {
            case DatabaseLocation.Embedded(var directory, var cache, var log) -> {
                EmbeddedPostgres server = EmbeddedPostgres.start(directory, cache, log);
                parts.push(server);
                yield () -> DatabaseUrl.read(server.url());
            }
            case DatabaseLocation.External(String url) -> {
                DatabaseUrl address = DatabaseUrl.read(url);
                yield () -> address;
            }
        };
    }

    private static void migrate(ServerConnections connections) {
        try {
            Flyway.configure(Database.class.getClassLoader())
                    .dataSource(connections)
                    .locations("classpath:migration")
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "the database at "
                            + connections.address().place()
                            + " cannot be brought to this build's schema: "
                            + firstLine(e.getMessage()),
                    e);
        }
    }

    private static void configure(
            HikariDataSource pool, ServerConnections connections, int poolSize) {
        pool.setPoolName("mcpd");
        pool.setDataSource(connections);
        pool.setMaximumPoolSize(poolSize);
        pool.setMinimumIdle(1);
        pool.setAutoCommit(false);
        pool.setConnectionTimeout(CONNECTION_PATIENCE.toMillis());
        pool.setKeepaliveTime(IDLE_CHECK.toMillis());
        pool.setConnectionInitSql(SESSION_SETTINGS);
    }

    private static SessionFactory await(FutureTask<SessionFactory> sessions) {
        try {
            return sessions.get();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(ProblemType.LOCAL, "interrupted while the database was opened", e);
        }
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "it does not say why" : text.lines().findFirst().orElse(text).strip();
    }
}
