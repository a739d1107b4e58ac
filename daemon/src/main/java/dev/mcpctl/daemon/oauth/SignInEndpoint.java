package dev.mcpctl.daemon.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.daemon.http.ApiRequest;
import dev.mcpctl.daemon.http.Reply;
import dev.mcpctl.daemon.http.Route;
import dev.mcpctl.mcp.oauth.OAuthException;
import dev.mcpctl.mcp.oauth.ServerAccount;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The caller's own sign-in at a server: {@code GET} says how it stands, {@code POST} makes a link
 * to open, {@code DELETE} forgets it.
 */
final class SignInEndpoint {
    private static final String PATH = "/api/v1/servers/{name}/sign-in";

    private final SignIns signIns;
    private final Accounts accounts;
    private final Predicate<String> isServer;
    private final Supplier<Optional<URI>> base;

    /**
     * @param isServer whether there is a server of that name
     * @param base where browsers reach this mcpd
     */
    SignInEndpoint(
            SignIns signIns,
            Accounts accounts,
            Predicate<String> isServer,
            Supplier<Optional<URI>> base) {
        this.signIns = signIns;
        this.accounts = accounts;
        this.isServer = isServer;
        this.base = base;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", PATH, this::read),
                Route.of("POST", PATH, this::begin),
                Route.of("DELETE", PATH, this::remove));
    }

    private Reply read(ApiRequest request) {
        request.allowQuery();
        return Reply.json(standing(request, account(request)));
    }

    private ObjectNode standing(ApiRequest request, ServerAccount account) {
        ObjectNode standing = JsonCodec.object();
        standing.put("server", account.server());
        boolean isShared = account.name().equals(Accounts.ALL);
        standing.put("account", isShared ? "all users" : account.name());
        standing.put("isAwaited", accounts.isAwaited(account.server(), request.principal().name()));
        account.credential()
                .ifPresentOrElse(
                        has -> {
                            standing.put("isSignedIn", true);
                            standing.put("issuer", has.issuer());
                            standing.put("isRenewable", has.isRenewable());
                            standing.put("version", has.version());
                            has.expires().ifPresent(end -> standing.put("expires", end.toString()));
                        },
                        () -> standing.put("isSignedIn", false));
        return standing;
    }

    /** What would fail in the browser fails here, where somebody reads it. */
    private Reply begin(ApiRequest request) {
        ServerAccount account = account(request);
        URI reachable =
                base.get()
                        .orElseThrow(() ->
                                new Problem(
                                        ProblemType.CONFLICT,
                                        "no browser reaches this mcpd; MCPD_PUBLIC_URL says where"
                                                + " it would"));
        try {
            var _ = account.begin();
        } catch (OAuthException e) {
            throw new Problem(
                    ProblemType.UPSTREAM,
                    "server \"" + account.server() + "\" cannot be signed in to: " + e.text());
        }
        SignIns.Link link = signIns.link(account, request.principal().name());
        ObjectNode answer = standing(request, account);
        answer.put("link", SignIns.address(reachable, link).toString());
        answer.put("linkExpires", link.expiry().toString());
        return Reply.json(answer);
    }

    private Reply remove(ApiRequest request) {
        ObjectNode answer = JsonCodec.object();
        answer.put("isRemoved", account(request).remove());
        return Reply.json(answer);
    }

    private ServerAccount account(ApiRequest request) {
        String server = request.parameter("name");
        if (!isServer.test(server)) {
            throw Problem.notFound("servers", server);
        }
        ServerTarget target =
                accounts.target(server)
                        .orElseThrow(() ->
                                new Problem(
                                        ProblemType.CONFLICT,
                                        "nobody signs in to server \""
                                                + server
                                                + "\": that is for servers with a url and no"
                                                + " header Authorization, while they are not"
                                                + " stopped"));
        return accounts.account(server, Accounts.accountOf(target, request.principal().name()));
    }
}
