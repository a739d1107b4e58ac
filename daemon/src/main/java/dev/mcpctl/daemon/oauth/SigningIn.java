package dev.mcpctl.daemon.oauth;

import dev.mcpctl.daemon.http.Route;
import dev.mcpctl.db.secret.ServerCredentials;
import dev.mcpctl.mcp.exchange.Filter;
import dev.mcpctl.mcp.oauth.Ourselves;
import dev.mcpctl.mcp.upstream.GuardedFetch;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** All that signing in to servers needs, put together. */
public final class SigningIn {
    private final Accounts accounts;
    private final SignIns signIns;
    private final Supplier<Optional<URI>> base;
    private final List<Route> routes = new ArrayList<>();

    /**
     * @param fetches asks what a server at that address names
     * @param isServer whether there is a server of that name
     * @param base where browsers reach this mcpd; empty where none does
     */
    public SigningIn(
            ServerCredentials stored,
            Function<URI, GuardedFetch> fetches,
            Predicate<String> isServer,
            Supplier<Optional<URI>> base,
            Clock clock) {
        this.base = base;
        this.signIns = new SignIns(clock);
        Supplier<Ourselves> ourselves = () -> SignInPages.reachedAt(base.get());
        this.accounts = new Accounts(stored, fetches, ourselves, clock);
        routes.addAll(new SignInPages(signIns, accounts, ourselves).routes());
        routes.addAll(new SignInEndpoint(signIns, accounts, isServer, base).routes());
    }

    public Accounts accounts() {
        return accounts;
    }

    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /** For every call to a server; the innermost, since it may keep a call from the server. */
    public Filter filter(String server) {
        return new SignInFilter(server, accounts, signIns, base, SignIns.VALID);
    }
}
