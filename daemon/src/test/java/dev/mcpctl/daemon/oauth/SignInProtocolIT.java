package dev.mcpctl.daemon.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.oauth.Client;
import dev.mcpctl.mcp.oauth.Credential;
import dev.mcpctl.mcp.oauth.CredentialStore;
import dev.mcpctl.mcp.oauth.OAuthException;
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
import io.vertx.core.http.HttpClientAgent;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One account at one server, with real servers on both sides and a person who signs in whenever
 * asked to. Numbers are those of the checklist in the protocol brief.
 */
class SignInProtocolIT {
    private static final Caller ADA = new Caller("user:ada", "", Revision.MODERN, false);
    private static Vertx vertx;
    private static HttpClientAgent client;

    private final Kept kept = new Kept();
    private final AtomicInteger signedIn = new AtomicInteger();
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestAuthorizationServer authority;
    private ProtectedServer server;
    private LocalHttp callback;

    /** What is kept, in memory. */
    private static final class Kept implements CredentialStore {
        private final Map<String, Credential> credentials = new ConcurrentHashMap<>();
        private final Map<String, Client> registrations = new ConcurrentHashMap<>();
        private volatile String last = "";

        @Override
        public Optional<Credential> latest() {
            return find(last);
        }

        @Override
        public Optional<Credential> find(String issuer) {
            return Optional.ofNullable(credentials.get(issuer));
        }

        @Override
        public void save(Credential credential) {
            last = credential.issuer();
            credentials.put(last, credential);
        }

        @Override
        public void remove(String issuer) {
            credentials.remove(issuer);
        }

        @Override
        public Optional<Client> registration(String issuer, URI redirect) {
            return Optional.ofNullable(registrations.get(issuer + " " + redirect));
        }

        @Override
        public void saveRegistration(String issuer, URI redirect, Client registered) {
            registrations.put(issuer + " " + redirect, registered);
        }

        @Override
        public void removeRegistration(String issuer, URI redirect) {
            registrations.remove(issuer + " " + redirect);
        }
    }

    @BeforeAll
    static void begin() {
        vertx = Vertx.vertx();
        client = HttpUpstream.client(vertx);
    }

    @AfterAll
    static void end() {
        client.close().await();
        vertx.close().await();
    }

    @BeforeEach
    void open() throws IOException {
        authority = opened(new TestAuthorizationServer());
        server = opened(new ProtectedServer(authority));
        callback = opened(new LocalHttp(_ -> LocalHttp.Answer.empty(200)));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.add(part);
        return part;
    }

    private ServerAccount account() {
        return account(SignInSettings.DEFAULT, Optional.empty());
    }

    private ServerAccount account(SignInSettings settings, Optional<URI> document) {
        URI address = server.address();
        return new ServerAccount(
                new ServerAccount.Parts(
                        "guarded",
                        "user:ada",
                        address,
                        settings,
                        () ->
                                new Ourselves(
                                        "mcpctl", Optional.of(callback.at("/callback")), document),
                        new GuardedFetch(vertx, client, address),
                        kept,
                        this::signIn,
                        Clock.systemUTC()));
    }

    /** A person who does at once what is asked. */
    private boolean signIn(ServerAccount account) {
        signedIn.incrementAndGet();
        SignIn begun = account.begin();
        account.finish(begun, comeBack(begun.page()));
        return true;
    }

    /** What the browser comes back with. */
    private static Map<String, String> comeBack(URI page) {
        try (Browser browser = new Browser()) {
            URI at = browser.look(page).at();
            return new LocalHttp.Asked("GET", at, Map.of(), "", "").query();
        }
    }

    private Upstream upstream(ServerAccount account) {
        return opened(
                new HttpUpstream(
                        "guarded",
                        vertx,
                        client,
                        server.address(),
                        Map::of,
                        account,
                        UpstreamSettings.of("test", "1")));
    }

    private static String whoami(Upstream upstream) {
        return call(upstream, "whoami");
    }

    private static String call(Upstream upstream, String tool) {
        Json params = Json.object("name", Json.of(tool)).with("arguments", Json.object());
        Json result =
                upstream.call(Call.of(Methods.TOOLS_CALL, params, ADA, Duration.ofSeconds(30)));
        return result.get("content").orElseThrow().elements().getFirst().text("text").orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"false, true", "true, true", "false, false"})
    @DisplayName("88. `resource` is in authorization and token requests, in renewals too")
    void theResourceIsNamedEverywhere(boolean isModern, boolean namesMetadata) {
        server.isModern = isModern;
        server.namesMetadata = namesMetadata;
        Upstream upstream = upstream(account());

        assertThat(whoami(upstream)).isEqualTo("ada");
        authority.expire();
        assertThat(whoami(upstream)).isEqualTo("ada");

        String resource = server.address().toString();
        assertThat(authority.authorizations)
                .singleElement()
                .satisfies(query -> assertThat(query).containsEntry("resource", resource));
        assertThat(authority.tokenRequests)
                .extracting(form -> form.get("grant_type") + " " + form.get("resource"))
                .containsExactly("authorization_code " + resource, "refresh_token " + resource);
    }

    @Test
    @DisplayName("89. PKCE with S256, and no authorization server that does not say it has it")
    void withoutPkceNobodySignsIn() {
        assertThat(whoami(upstream(account()))).isEqualTo("ada");
        assertThat(authority.authorizations.getFirst())
                .containsEntry("code_challenge_method", "S256")
                .containsKey("code_challenge");
        assertThat(authority.tokenRequests.getFirst()).containsKey("code_verifier");

        authority.knowsPkce = false;
        authority.revoke();

        assertThatThrownBy(() -> whoami(upstream(account())))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("PKCE");
        assertThat(authority.authorizations).hasSize(1);
    }

    @Test
    @DisplayName("90. metadata of an issuer by another name is refused")
    void metadataOfAnotherIssuerIsRefused() {
        authority.claimsIssuer = authority.issuer() + "/";

        assertThatThrownBy(() -> whoami(upstream(account())))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("calls itself");
        assertThat(authority.registrations).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "true, right, true",
        "true, '', false",
        "false, right, true",
        "false, '', true",
        "true, wrong, false",
        "false, wrong, false"
    })
    @DisplayName("90. who an answer is from is compared letter by letter, by the table of RFC 9207")
    void whoAnAnswerIsFromIsCompared(boolean isAdvertised, String said, boolean isAccepted) {
        authority.advertisesIssuer = isAdvertised;
        authority.saysIssuer =
                switch (said) {
                    case "right" -> authority.issuer();
                    case "wrong" -> authority.issuer() + "/";
                    default -> "";
                };
        ServerAccount account = account();
        SignIn begun = account.begin();
        Map<String, String> query = comeBack(begun.page());

        if (isAccepted) {
            account.finish(begun, query);
            assertThat(account.credential()).isPresent();
        } else {
            assertThatThrownBy(() -> account.finish(begun, query))
                    .isInstanceOf(OAuthException.class)
                    .hasMessageContaining("does not come from");
            assertThat(authority.tokenRequests).isEmpty();
        }
    }

    @Test
    void anAnswerToAnotherQuestionIsRefused() {
        ServerAccount account = account();
        SignIn begun = account.begin();
        Map<String, String> other = comeBack(account.begin().page());

        assertThatThrownBy(() -> account.finish(begun, other))
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining("not one to this question");
    }

    @Test
    @DisplayName("91. what one issuer gave is never shown to another, which registers us anew")
    void anotherAuthorizationServerMeansAnotherRegistration() throws IOException {
        Upstream upstream = upstream(account());
        assertThat(whoami(upstream)).isEqualTo("ada");
        String first = authority.authorizations.getFirst().get("client_id");
        TestAuthorizationServer next = opened(new TestAuthorizationServer("/tenant"));
        next.user = "grace";

        server.trusted = next;
        server.issuers = List.of(next.issuer());

        assertThat(whoami(upstream)).isEqualTo("grace");
        assertThat(next.registrations).hasSize(1);
        assertThat(next.tokenRequests)
                .singleElement()
                .satisfies(form -> {
                    assertThat(form).containsEntry("grant_type", "authorization_code");
                    assertThat(form.get("client_id")).isNotEqualTo(first);
                });
        assertThat(kept.credentials.keySet())
                .containsExactlyInAnyOrder(authority.issuer(), next.issuer());
    }

    @Test
    @DisplayName("92. a registration says what kind of application it is")
    void aRegistrationSaysWhatKindOfApplicationItIs() {
        assertThat(whoami(upstream(account()))).isEqualTo("ada");

        assertThat(authority.registrations)
                .singleElement()
                .satisfies(said -> assertThat(said.text("application_type")).contains("native"));
    }

    @Test
    @DisplayName("92. where a document will do, or a client was made by hand, nobody is registered")
    void registeringIsTheLastResort() {
        authority.takesDocuments = true;
        URI document = URI.create("https://mcp.example.com/oauth/client.json");
        assertThat(whoami(upstream(account(SignInSettings.DEFAULT, Optional.of(document)))))
                .isEqualTo("ada");
        SignInSettings byHand =
                new SignInSettings(
                        Optional.of(authority.issuer()),
                        Optional.of(Client.of("by-hand", "")),
                        List.of(),
                        SignInSettings.Grant.PERSON,
                        SignInSettings.Place.METADATA);
        authority.revoke();
        kept.credentials.clear();
        assertThat(whoami(upstream(account(byHand, Optional.of(document))))).isEqualTo("ada");

        assertThat(authority.registrations).isEmpty();
        assertThat(authority.authorizations)
                .extracting(query -> query.get("client_id"))
                .containsExactly(document.toString(), "by-hand");
    }

    @Test
    @DisplayName("93. for more scopes all are asked for again, and not without end")
    void moreScopesAreAskedForWithTheOldOnes() {
        server.challengedScope = "look";
        server.scopes.put("deep", "dig");
        Upstream upstream = upstream(account());
        assertThat(whoami(upstream)).isEqualTo("ada");

        assertThat(call(upstream, "deep")).isEqualTo("ada");
        assertThat(call(upstream, "deep")).isEqualTo("ada");

        assertThat(authority.scopesAsked()).containsExactly("look", "look dig");
    }

    @Test
    @DisplayName("93. a scope that was asked for in vain is not asked for again")
    void aScopeThatIsNeverEnoughIsNotAskedForAgain() {
        server.scopes.put("bottomless", "never");
        Upstream upstream = upstream(account());
        assertThat(whoami(upstream)).isEqualTo("ada");
        authority.withheldScope = "never";

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> call(upstream, "bottomless"))
                    .isInstanceOf(McpException.class)
                    .hasMessageContaining("in vain");
        }

        assertThat(authority.scopesAsked()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "https://10.0.0.1/",
                "https://[fe80::1]/",
                "https://[::ffff:10.0.0.1]/",
                "https://[64:ff9b::a9fe:a9fe]/",
                "https://100.64.0.1/",
                "https://[fd00::1]/",
                "http://192.0.2.1/",
                "file:///etc/passwd"
            })
    @DisplayName("95. what a server names is not asked at a private or link-local address")
    void privateAddressesAreNotAsked(String named) {
        server.issuers = List.of(named);

        assertThatThrownBy(() -> whoami(upstream(account())))
                .isInstanceOf(McpException.class)
                .hasMessageMatching("(?s).*(is not asked|no URL).*");
    }

    @Test
    @DisplayName("95. nor after a redirection, which stays with its host")
    void aRedirectionStaysWithItsHost() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        LocalHttp inside =
                opened(
                        new LocalHttp(_ -> {
                            asked.incrementAndGet();
                            return LocalHttp.Answer.json(200, "{}");
                        }));
        LocalHttp named =
                opened(new LocalHttp(_ -> LocalHttp.Answer.redirect(inside.at("/").toString())));
        server.issuers = List.of(named.at("").toString());

        assertThatThrownBy(() -> whoami(upstream(account())))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("redirects to another host");
        assertThat(asked).hasValue(0);
    }

    @Test
    @DisplayName("95. a public server does not make us ask this machine")
    void aPublicServerCannotNameThisMachine() {
        GuardedFetch fetch = new GuardedFetch(vertx, client, URI.create("https://192.0.2.1/mcp"));

        assertThatThrownBy(() -> fetch.get(callback.at("/")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a public address");
    }

    @Test
    void metadataAboutAnotherServerIsRefused() {
        server.claimsResource = "https://other.example.com/mcp";

        assertThatThrownBy(() -> whoami(upstream(account())))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("is not this server");
        assertThat(signedIn).hasValue(0);
    }

    @Test
    void ofManyCallsThatFindTheTokenSpentOneRenewsIt() throws Exception {
        Upstream upstream = upstream(account());
        assertThat(whoami(upstream)).isEqualTo("ada");
        authority.expire();
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            calls.add(() -> whoami(upstream));
        }

        Set<String> answers = new HashSet<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> answer : callers.invokeAll(calls)) {
                answers.add(answer.get());
            }
        }

        assertThat(answers).containsExactly("ada");
        assertThat(authority.grants("refresh_token")).isEqualTo(1);
        assertThat(signedIn).hasValue(1);
    }

    @Test
    void aTokenThatEndsSoonIsRenewedBeforeItIsRefused() {
        authority.lifetimeSeconds = 1;
        Upstream upstream = upstream(account());
        assertThat(whoami(upstream)).isEqualTo("ada");
        long sent = messagesSent();

        assertThat(whoami(upstream)).isEqualTo("ada");

        assertThat(messagesSent()).isEqualTo(sent + 1);
        assertThat(authority.grants("refresh_token")).isPositive();
    }

    /** Without the session's stream, which is opened beside them. */
    private long messagesSent() {
        return server.seen.stream().filter(headers -> headers.contains("content-length=")).count();
    }

    @Test
    void whatCannotBeRenewedIsForgottenAndSomebodySignsInAgain() {
        Upstream upstream = upstream(account());
        assertThat(whoami(upstream)).isEqualTo("ada");
        authority.revoke();

        assertThat(whoami(upstream)).isEqualTo("ada");

        assertThat(signedIn).hasValue(2);
        assertThat(authority.registrations).hasSize(1);
    }

    @Test
    void whatIsKeptServesTheNextProcess() {
        assertThat(whoami(upstream(account()))).isEqualTo("ada");

        assertThat(whoami(upstream(account()))).isEqualTo("ada");

        assertThat(signedIn).hasValue(1);
    }

    @Test
    void mcpdSignsInByItselfWhereItIsToldTo() {
        SignInSettings own =
                new SignInSettings(
                        Optional.of(authority.issuer()),
                        Optional.of(Client.of("by-hand", authority.secretByHand)),
                        List.of(),
                        SignInSettings.Grant.CLIENT,
                        SignInSettings.Place.METADATA);

        assertThat(whoami(upstream(account(own, Optional.empty())))).isEqualTo("by-hand");

        assertThat(signedIn).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC 256", "EC 384", "EC 521", "RSA 2048"})
    void mcpdProvesWhoItIsByAKey(String kind) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.split(" ", -1)[0]);
        generator.initialize(Integer.parseInt(kind.split(" ", -1)[1]));
        KeyPair pair = generator.generateKeyPair();
        authority.keyByHand = pair.getPublic();
        String pem =
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n";

        assertThat(whoami(upstream(account(byKey(pem), Optional.empty())))).isEqualTo("by-hand");

        assertThat(signedIn).hasValue(0);
        assertThat(authority.tokenRequests)
                .allSatisfy(form ->
                        assertThat(form)
                                .doesNotContainKey("client_secret")
                                .doesNotContainValue(pem));
    }

    @Test
    void aKeyThatIsNoneIsSaidSo() {
        assertThatThrownBy(() -> whoami(upstream(account(byKey("nonsense"), Optional.empty()))))
                .hasMessageContaining("the clientKey of \"by-hand\" cannot be used: expected PEM");
    }

    private SignInSettings byKey(String pem) {
        return new SignInSettings(
                Optional.of(authority.issuer()),
                Optional.of(Client.keyed("by-hand", pem)),
                List.of(),
                SignInSettings.Grant.CLIENT,
                SignInSettings.Place.METADATA);
    }

    @Test
    void aServerThatSaysNothingOfSigningInJustRefuses() {
        server.issuers = List.of();

        assertThatThrownBy(() -> whoami(upstream(account())))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("refuses our credentials (HTTP 401)");
        assertThat(signedIn).hasValue(0);
    }
}
