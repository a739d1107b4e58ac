package dev.mcpctl.cli.conformance;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.oauth.Client;
import dev.mcpctl.mcp.oauth.Credential;
import dev.mcpctl.mcp.oauth.CredentialStore;
import dev.mcpctl.mcp.oauth.Ourselves;
import dev.mcpctl.mcp.oauth.ServerAccount;
import dev.mcpctl.mcp.oauth.SignIn;
import dev.mcpctl.mcp.oauth.SignInSettings;
import dev.mcpctl.mcp.upstream.GuardedFetch;
import dev.mcpctl.mcp.upstream.HttpUpstream;
import dev.mcpctl.mcp.upstream.Upstream;
import dev.mcpctl.mcp.upstream.UpstreamSettings;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.Vertx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The client side of mcpd as the suite starts it, once for each scenario: with the address of a
 * server as the last argument. Signs in wherever it is asked to, lists the tools and calls the
 * first.
 */
public final class SuiteClient {
    private static final Caller CALLER = new Caller("user:suite", "", Revision.MODERN, false);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final URI REDIRECT = URI.create("http://127.0.0.1:3000/oauth/callback");
    private static final URI DOCUMENT =
            URI.create("https://conformance-test.local/client-metadata.json");

    private SuiteClient() {}

    /** What is kept, for as long as this lives. */
    private static final class Kept implements CredentialStore {
        private final Map<String, Credential> credentials = new HashMap<>();
        private final Map<String, Client> registrations = new HashMap<>();
        private String last = "";

        @Override
        public synchronized Optional<Credential> latest() {
            return find(last);
        }

        @Override
        public synchronized Optional<Credential> find(String issuer) {
            return Optional.ofNullable(credentials.get(issuer));
        }

        @Override
        public synchronized void save(Credential credential) {
            last = credential.issuer();
            credentials.put(last, credential);
        }

        @Override
        public synchronized void remove(String issuer) {
            credentials.remove(issuer);
        }

        @Override
        public synchronized Optional<Client> registration(String issuer, URI redirect) {
            return Optional.ofNullable(registrations.get(issuer));
        }

        @Override
        public synchronized void saveRegistration(String issuer, URI redirect, Client client) {
            registrations.put(issuer, client);
        }

        @Override
        public synchronized void removeRegistration(String issuer, URI redirect) {
            registrations.remove(issuer);
        }
    }

    public static void main(String[] arguments) {
        URI address = URI.create(arguments[arguments.length - 1]);
        String scenario = System.getenv().getOrDefault("MCP_CONFORMANCE_SCENARIO", "");
        Json context = Json.parse(System.getenv().getOrDefault("MCP_CONFORMANCE_CONTEXT", "{}"));
        Vertx vertx = Vertx.vertx();
        var client = HttpUpstream.client(vertx);
        ServerAccount account =
                new ServerAccount(
                        new ServerAccount.Parts(
                                "suite",
                                "user:suite",
                                address,
                                settings(scenario, context),
                                () ->
                                        new Ourselves(
                                                "mcpctl",
                                                Optional.of(REDIRECT),
                                                Optional.of(DOCUMENT)),
                                new GuardedFetch(vertx, client, address),
                                new Kept(),
                                SuiteClient::signIn,
                                Clock.systemUTC()));
        int exitCode = 0;
        try (Upstream server =
                new HttpUpstream(
                        "suite",
                        vertx,
                        client,
                        address,
                        Map::of,
                        account,
                        UpstreamSettings.of("mcpctl", "1"))) {
            use(server);
        } catch (RuntimeException refused) {
            System.err.println(refused);
            exitCode = 1;
        }
        System.exit(exitCode);
    }

    private static void use(Upstream server) {
        var _ = server.discover(Deadline.after(PATIENCE));
        Json listed = server.call(Call.of(Methods.TOOLS_LIST, Json.object(), CALLER, PATIENCE));
        List<Json> tools = listed.get("tools").map(Json::elements).orElse(List.of());
        if (!tools.isEmpty()) {
            Json params =
                    Json.object("name", tools.getFirst().get("name").orElseThrow())
                            .with("arguments", Json.object());
            System.out.println(server.call(Call.of(Methods.TOOLS_CALL, params, CALLER, PATIENCE)));
        }
    }

    private static SignInSettings settings(String scenario, Json context) {
        boolean isOwn = scenario.startsWith("auth/client-credentials");
        boolean isAtOrigin = scenario.startsWith("auth/2025-03-26");
        Optional<Client> byHand =
                context.text("client_id")
                        .map(id -> Client.of(id, context.text("client_secret").orElse("")));
        return new SignInSettings(
                context.text("issuer"),
                byHand,
                List.of(),
                isOwn ? SignInSettings.Grant.CLIENT : SignInSettings.Grant.PERSON,
                isAtOrigin ? SignInSettings.Place.ORIGIN : SignInSettings.Place.METADATA);
    }

    /** The suite's page agrees at once, and sends back to where nobody has to be. */
    private static boolean signIn(ServerAccount account) {
        SignIn begun = account.begin();
        try (HttpClient browser = HttpClient.newHttpClient()) {
            HttpResponse<Void> answer =
                    browser.send(
                            HttpRequest.newBuilder(begun.page()).GET().build(),
                            HttpResponse.BodyHandlers.discarding());
            URI back = URI.create(answer.headers().firstValue("location").orElseThrow());
            account.finish(begun, query(back));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Map<String, String> query(URI back) {
        Map<String, String> query = new HashMap<>();
        for (String pair : back.getRawQuery().split("&", -1)) {
            int end = pair.indexOf('=');
            query.put(
                    URLDecoder.decode(pair.substring(0, end), StandardCharsets.UTF_8),
                    URLDecoder.decode(pair.substring(end + 1), StandardCharsets.UTF_8));
        }
        return query;
    }
}
