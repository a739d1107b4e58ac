package dev.mcpctl.daemon.oauth;

import dev.mcpctl.db.secret.ServerCredentials;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.oauth.Ourselves;
import dev.mcpctl.mcp.oauth.ServerAccount;
import dev.mcpctl.mcp.oauth.SignInDesk;
import dev.mcpctl.mcp.upstream.GuardedFetch;
import dev.mcpctl.mcp.upstream.SignInRequiredException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Who has signed in where, and who would have to. An account is a principal; {@link #ALL}, where
 * one sign-in serves everybody; or {@link #NOBODY}, with which a server is asked before it is known
 * to want more. Any thread.
 */
public final class Accounts implements SignInDesk {
    public static final String ALL = "";
    public static final String NOBODY = "-";

    /** For so long after a refusal nobody is refused again by the server. */
    private static final Duration REFUSAL_HOLDS = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Accounts.class);

    private final ServerCredentials stored;
    private final Function<URI, GuardedFetch> fetches;
    private final Supplier<Ourselves> ourselves;
    private final Clock clock;
    private final Map<String, Standing> servers = new ConcurrentHashMap<>(); // by name
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** What is known of one server. */
    private static final class Standing {
        private final ServerTarget target;
        private final Map<String, ServerAccount> accounts = new ConcurrentHashMap<>();
        private final Map<String, Awaited> awaited = new ConcurrentHashMap<>();
        private volatile @Nullable List<String> signedIn; // null: to be asked for again

        Standing(ServerTarget target) {
            this.target = target;
        }
    }

    /** Somebody who was refused, and has not signed in since. */
    private static final class Awaited {
        private final CompletableFuture<Void> signedIn = new CompletableFuture<>();
        private volatile long refusedNanos;
    }

    /**
     * @param fetches asks what a server at that address names
     * @param ourselves what authorization servers are told of this mcpd
     */
    public Accounts(
            ServerCredentials stored,
            Function<URI, GuardedFetch> fetches,
            Supplier<Ourselves> ourselves,
            Clock clock) {
        this.stored = stored;
        this.fetches = fetches;
        this.ourselves = ourselves;
        this.clock = clock;
    }

    /** That server is about to be asked; what was known of another in its place is forgotten. */
    public void serve(ServerTarget target) {
        servers.compute(
                target.name(),
                (_, known) ->
                        known != null && known.target.equals(target)
                                ? known
                                : new Standing(target));
    }

    /** Empty for a server that is not asked from here with tokens. */
    public Optional<ServerTarget> target(String server) {
        return Optional.ofNullable(servers.get(server)).map(standing -> standing.target);
    }

    /** Which account a principal has at a server. */
    static String accountOf(ServerTarget target, String principal) {
        return target.isShared() ? ALL : principal;
    }

    /**
     * An account at a server that is served.
     *
     * @throws IllegalStateException when it is not
     */
    public ServerAccount account(String server, String account) {
        Standing standing = servers.get(server);
        if (standing == null) {
            throw new IllegalStateException("server \"" + server + "\" is not served");
        }
        return standing.accounts.computeIfAbsent(account, _ -> made(standing.target, account));
    }

    private ServerAccount made(ServerTarget target, String account) {
        return new ServerAccount(
                new ServerAccount.Parts(
                        target.name(),
                        account,
                        target.address(),
                        target.settings(),
                        ourselves,
                        fetches.apply(target.address()),
                        new StoredAccount(stored, target.uid(), account),
                        this,
                        clock));
    }

    /** The accounts that have something at a server. */
    public List<String> signedIn(String server) {
        Standing standing = servers.get(server);
        if (standing == null) {
            return List.of();
        }
        List<String> known = standing.signedIn;
        if (known == null || known.isEmpty()) {
            known = stored.accounts(standing.target.uid());
            standing.signedIn = known;
        }
        return known;
    }

    /** Whether the server has refused this principal, who has not signed in since. */
    boolean isAwaited(String server, String principal) {
        return awaited(server, principal).isPresent();
    }

    /**
     * Whether that was a moment ago, so that it need not be asked again: a server may change its
     * mind.
     */
    boolean isJustRefused(String server, String principal) {
        return awaited(server, principal)
                .filter(awaited ->
                        System.nanoTime() - awaited.refusedNanos < REFUSAL_HOLDS.toNanos())
                .isPresent();
    }

    private Optional<Awaited> awaited(String server, String principal) {
        Standing standing = servers.get(server);
        if (standing == null || standing.awaited.isEmpty()) {
            return Optional.empty();
        }
        String account = accountOf(standing.target, principal);
        Awaited own = standing.awaited.get(account);
        Awaited anybody = standing.awaited.get(NOBODY);
        return own == null && anybody != null && account(server, account).credential().isEmpty()
                ? Optional.of(anybody)
                : Optional.ofNullable(own);
    }

    @Override
    public boolean isSignedIn(ServerAccount account) {
        Standing standing = servers.get(account.server());
        Awaited awaited = new Awaited();
        if (standing != null) {
            standing.signedIn = null; // perhaps that was what this one had
            awaited = standing.awaited.computeIfAbsent(account.name(), _ -> new Awaited());
        }
        awaited.refusedNanos = System.nanoTime();
        throw new SignInRequiredException(
                account.server(),
                words(account.server()),
                awaited.signedIn.minimalCompletionStage());
    }

    /** What status, errors and logs say. */
    static String words(String server) {
        return "server \"" + server + "\" needs sign-in: mcpctl auth server " + server;
    }

    /** Somebody has signed in: whoever waits for that goes on. */
    void signedIn(ServerAccount account) {
        log.atInfo()
                .addKeyValue("server", account.server())
                .addKeyValue("account", account.name())
                .log("signed in");
        Standing standing = servers.get(account.server());
        if (standing != null) {
            standing.signedIn = null;
            complete(standing.awaited.remove(account.name()));
            complete(standing.awaited.remove(NOBODY));
        }
        listeners.forEach(Runnable::run);
    }

    private static void complete(@Nullable Awaited awaited) {
        if (awaited != null) {
            awaited.signedIn.complete(null);
        }
    }

    /** Is run after each sign-in, until it is closed; must not block. */
    Cancellation.Registration onSignIn(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
