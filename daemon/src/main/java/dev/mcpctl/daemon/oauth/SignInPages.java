package dev.mcpctl.daemon.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.daemon.http.ApiRequest;
import dev.mcpctl.daemon.http.Reply;
import dev.mcpctl.daemon.http.Route;
import dev.mcpctl.mcp.oauth.OAuthException;
import dev.mcpctl.mcp.oauth.Ourselves;
import dev.mcpctl.mcp.oauth.ServerAccount;
import dev.mcpctl.mcp.oauth.SignIn;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a browser sees of a sign-in. It has no token of ours: the link says for whom it is, and only
 * the browser that left with it may come back. Looking at the first page has no effect, since
 * programs look at links as well; the button does.
 */
final class SignInPages {
    static final String CALLBACK = "/oauth/callback";
    static final String DOCUMENT = "/oauth/client.json";
    private static final String START = "/oauth/start/{id}";
    private static final String COOKIE = "mcpctl-sign-in";

    private final SignIns signIns;
    private final Accounts accounts;
    private final Supplier<Ourselves> ourselves;

    SignInPages(SignIns signIns, Accounts accounts, Supplier<Ourselves> ourselves) {
        this.signIns = signIns;
        this.accounts = accounts;
        this.ourselves = ourselves;
    }

    List<Route> routes() {
        return List.of(
                Route.open("GET", START, this::ask),
                Route.open("POST", START, this::begin),
                Route.open("GET", CALLBACK, this::finish),
                Route.open("GET", DOCUMENT, this::document));
    }

    private Reply ask(ApiRequest request) {
        Optional<SignIns.Link> found = signIns.find(request.parameter("id"));
        if (found.isEmpty()) {
            return over();
        }
        SignIns.Link link = found.get();
        return Page.of(
                200,
                "Sign in to " + link.server(),
                Page.paragraph(
                                "mcpctl wants to use the server \""
                                        + link.server()
                                        + "\" "
                                        + (link.account().equals(Accounts.ALL)
                                                ? "for all its users."
                                                : "for its user " + link.principal() + "."))
                        + Page.paragraph(
                                "Go on only if that is you and you asked for it: whoever you sign"
                                        + " in as there, mcpctl will act as.")
                        + "<form method=\"post\"><button>Go on to sign in</button></form>");
    }

    private Reply begin(ApiRequest request) {
        Optional<SignIns.Link> found = signIns.find(request.parameter("id"));
        if (found.isEmpty()) {
            return over();
        }
        try {
            ServerAccount account = account(found.get());
            SignIns.Begun begun = signIns.begin(found.get(), account.begin());
            URI page = begun.signIn().page();
            return Page.of(303, "Sign in to " + found.get().server(), "")
                    .withHeader("location", page.toString())
                    .withHeader("set-cookie", cookie(begun.browser()));
        } catch (OAuthException e) {
            return failed(found.get().server(), e.text());
        }
    }

    private Reply finish(ApiRequest request) {
        String state = request.query("state").orElse("");
        SignIns.Begun begun = signIns.returned(state);
        if (begun == null || !isSame(begun.browser(), browser(request))) {
            return over();
        }
        SignIn signIn = begun.signIn();
        String server = begun.link().server();
        try {
            ServerAccount account = account(begun.link());
            account.finish(signIn, request.query());
            signIns.forget(begun.link());
            accounts.signedIn(account);
            return Page.of(
                    200,
                    "Signed in",
                    Page.paragraph(
                            "mcpctl can use the server \""
                                    + server
                                    + "\" now. You can close this window."));
        } catch (OAuthException e) {
            return failed(server, e.text());
        }
    }

    /** The server may have been changed or deleted meanwhile. */
    private ServerAccount account(SignIns.Link link) {
        if (accounts.target(link.server()).isEmpty()) {
            throw new Problem(
                    ProblemType.NOT_FOUND,
                    "server \"" + link.server() + "\" is not there any more");
        }
        return accounts.account(link.server(), link.account());
    }

    private static Reply over() {
        return Page.of(
                404,
                "This link is not valid",
                Page.paragraph("It was used already, or is too old, or was opened elsewhere.")
                        + Page.paragraph(
                                "Ask again for what you wanted, or run mcpctl auth server NAME."));
    }

    private static Reply failed(String server, String why) {
        return Page.of(
                400,
                "Not signed in",
                Page.paragraph("Signing in to the server \"" + server + "\" failed: " + why + "."));
    }

    /** What we say of ourselves where an authorization server may look for it. */
    private Reply document(ApiRequest request) {
        Ourselves us = ourselves.get();
        Optional<URI> id = us.document();
        Optional<URI> redirect = us.redirect();
        if (id.isEmpty() || redirect.isEmpty()) {
            throw new Problem(ProblemType.NOT_FOUND, "there is nothing at " + request.path());
        }
        ObjectNode document = JsonCodec.object();
        document.put("client_id", id.get().toString());
        document.put("client_name", us.name());
        document.putArray("redirect_uris").add(redirect.get().toString());
        document.putArray("grant_types").add("authorization_code").add("refresh_token");
        document.putArray("response_types").add("code");
        document.put("token_endpoint_auth_method", "none");
        document.put("application_type", "web");
        return Reply.json(document).withHeader("cache-control", "max-age=3600");
    }

    private String cookie(String browser) {
        boolean isSecure =
                ourselves.get().redirect().map(URI::getScheme).filter("https"::equals).isPresent();
        return COOKIE
                + "="
                + browser
                + "; Path=/oauth; HttpOnly; SameSite=Lax"
                + (isSecure ? "; Secure" : "");
    }

    private static String browser(ApiRequest request) {
        return Arrays.stream(request.header("cookie").orElse("").split(";", -1))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .map(cookie -> cookie.substring(COOKIE.length() + 1))
                .findFirst()
                .orElse("");
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** What this program says of itself when it is reached there. */
    static Ourselves reachedAt(Optional<URI> base) {
        return new Ourselves(
                "mcpctl",
                base.map(at -> at.resolve(CALLBACK)),
                base.filter(at -> "https".equals(at.getScheme())).map(at -> at.resolve(DOCUMENT)));
    }
}
