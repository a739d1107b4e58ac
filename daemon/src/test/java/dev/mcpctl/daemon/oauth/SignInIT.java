package dev.mcpctl.daemon.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.mcp.message.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Signing in to a server through a whole mcpd: what its users, their clients and browsers see. */
class SignInIT {
    @TempDir static Path directory;
    private static SignInLab lab;

    private TestAuthorizationServer authority;
    private ProtectedServer server;
    private String name;

    @BeforeAll
    static void open() throws IOException {
        lab = SignInLab.on(directory);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @BeforeEach
    void begin(TestInfo test) throws IOException {
        authority = new TestAuthorizationServer();
        server = new ProtectedServer(authority);
        name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        name = name.substring(0, Math.min(60, name.length()));
    }

    @AfterEach
    void end() {
        lab.ask(lab.ada, "DELETE", "/servers/" + name, "");
        server.close();
        authority.close();
    }

    private void awaitRunning() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> lab.status(name).path("state").asText().equals("Running"));
    }

    private void awaitAsked() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> lab.status(name).path("message").asText().contains("needs sign-in"));
    }

    private Json whoami(String token) {
        return lab.whoami(token, name, Json.object(), Json.object());
    }

    @Test
    void aServerThatWantsASignInSaysSoAndComesUpWithIt() {
        lab.create(name, server.address(), "");
        awaitAsked();
        JsonNode before = lab.ask(lab.ada, "GET", "/servers/" + name + "/sign-in", "");
        assertThat(before.path("isSignedIn").asBoolean()).isFalse();
        assertThat(lab.status(name).path("state").asText()).isEqualTo("Pending");
        assertThat(lab.status(name).path("message").asText())
                .contains("mcpctl auth server " + name);

        assertThat(lab.signIn(lab.ada, name).text()).contains("Signed in");

        awaitRunning();
        assertThat(SignInLab.text(whoami(lab.ada))).isEqualTo("ada");
        JsonNode after = lab.ask(lab.ada, "GET", "/servers/" + name + "/sign-in", "");
        assertThat(after.path("isSignedIn").asBoolean()).isTrue();
        assertThat(after.path("account").asText()).isEqualTo("user:ada");
        assertThat(after.path("issuer").asText()).isEqualTo(authority.issuer());
        assertThat(after.path("expires").asText()).isNotEmpty();
        assertThat(after.toString()).doesNotContain("access-", "refresh-");
    }

    @Test
    void aClientThatCanOpenAnAddressIsAskedToAndItsCallGoesOn() {
        lab.create(name, server.address(), "");
        awaitAsked();

        Json asked = lab.whoami(lab.ada, name, SignInLab.CAN_OPEN, Json.object());
        Json question =
                asked.get("inputRequests").orElseThrow().get(SignInFilter.KEY).orElseThrow();
        assertThat(question.text("method")).contains("elicitation/create");
        Json params = question.get("params").orElseThrow();
        assertThat(params.text("mode")).contains("url");
        assertThat(params.text("message").orElseThrow()).contains(name);
        String link = params.text("url").orElseThrow();
        assertThat(link).startsWith(lab.uri("/oauth/start/").toString()).doesNotContain("ada");

        Json accepted = Json.object(SignInFilter.KEY, Json.parse("{\"action\":\"accept\"}"));
        CompletableFuture<Json> going =
                CompletableFuture.supplyAsync(
                        () -> lab.whoami(lab.ada, name, SignInLab.CAN_OPEN, accepted));
        try (Browser browser = new Browser()) {
            assertThat(browser.press(URI.create(link)).text()).contains("Signed in");
        }

        assertThat(SignInLab.text(going.join())).isEqualTo("ada");
    }

    @Test
    void aClientThatCannotIsToldWhereToSignIn() {
        lab.create(name, server.address(), "");
        awaitAsked();

        Json result = whoami(lab.ada);

        assertThat(result.get("isError")).contains(Json.of(true));
        assertThat(SignInLab.text(result))
                .contains("mcpctl auth server " + name, lab.uri("/oauth/start/").toString());
        Json declined = Json.object(SignInFilter.KEY, Json.parse("{\"action\":\"decline\"}"));
        assertThat(lab.whoami(lab.ada, name, SignInLab.CAN_OPEN, declined).get("isError"))
                .contains(Json.of(true));
    }

    @Test
    @DisplayName("94. what one user has signed in to is of no use to another")
    void everybodySignsInForThemselves() {
        lab.create(name, server.address(), "");
        awaitAsked();
        assertThat(lab.signIn(lab.ada, name).text()).contains("Signed in");
        awaitRunning();
        assertThat(SignInLab.text(whoami(lab.ada))).isEqualTo("ada");

        assertThat(SignInLab.text(whoami(lab.grace))).contains("needs sign-in");
        authority.user = "grace";
        assertThat(lab.signIn(lab.grace, name).text()).contains("Signed in");

        assertThat(SignInLab.text(whoami(lab.grace))).isEqualTo("grace");
        assertThat(SignInLab.text(whoami(lab.ada))).isEqualTo("ada");
    }

    @Test
    void oneSignInMayServeAll() {
        lab.create(name, server.address(), ",\"oauth\":{\"credentials\":\"shared\"}");
        awaitAsked();
        assertThat(lab.signIn(lab.ada, name).text()).contains("Signed in");
        awaitRunning();

        assertThat(SignInLab.text(whoami(lab.grace))).isEqualTo("ada");
    }

    @Test
    void aServerThatWantsATokenForItsToolsOnlyIsUpBeforeAnybodySignsIn() {
        server.isOpenToLook = true;
        lab.create(name, server.address(), "");
        awaitRunning();

        assertThat(SignInLab.text(whoami(lab.ada))).contains("needs sign-in");
        assertThat(lab.signIn(lab.ada, name).text()).contains("Signed in");

        assertThat(SignInLab.text(whoami(lab.ada))).isEqualTo("ada");
    }

    @Test
    @DisplayName("87. the token of a client is never sent upstream")
    void theTokenOfAClientStaysHere() {
        server.isOpenToLook = true;
        lab.create(name, server.address(), "");
        awaitRunning();
        Json _ = whoami(lab.ada);
        lab.signIn(lab.ada, name);
        assertThat(SignInLab.text(whoami(lab.ada))).isEqualTo("ada");

        assertThat(server.seen).isNotEmpty();
        assertThat(String.join("\n", server.seen)).doesNotContain(lab.ada).contains("access-");
        assertThat(authority.tokenRequests.toString()).doesNotContain(lab.ada);
    }

    @Test
    void aSignInThatIsRemovedIsAskedForAgain() {
        server.isOpenToLook = true;
        lab.create(name, server.address(), "");
        awaitRunning();
        Json _ = whoami(lab.ada);
        lab.signIn(lab.ada, name);
        assertThat(SignInLab.text(whoami(lab.ada))).isEqualTo("ada");

        JsonNode removed = lab.ask(lab.ada, "DELETE", "/servers/" + name + "/sign-in", "");

        assertThat(removed.path("isRemoved").asBoolean()).isTrue();
        assertThat(SignInLab.text(whoami(lab.ada))).contains("needs sign-in");
    }

    @Test
    void aLinkIsGoodOnceAndForTheBrowserThatWentThere() {
        lab.create(name, server.address(), "");
        awaitAsked();
        URI link = lab.link(lab.ada, name);
        assertThat(lab.link(lab.ada, name)).isEqualTo(link);
        assertThat(lab.link(lab.grace, name)).isNotEqualTo(link);

        try (Browser browser = new Browser();
                Browser other = new Browser()) {
            assertThat(browser.look(link).text()).contains("user:ada", name);
            assertThat(authority.authorizations).isEmpty();
            Browser.Shown signedIn = browser.press(link);
            assertThat(signedIn.text()).contains("Signed in");
            assertThat(browser.look(link).status()).isEqualTo(404);
            assertThat(browser.look(signedIn.at()).status()).isEqualTo(404);
            assertThat(other.look(lab.uri("/oauth/start/unknown")).status()).isEqualTo(404);
        }
    }

    @Test
    void anotherBrowserCannotFinishWhatOneBegan() {
        lab.create(name, server.address(), "");
        awaitAsked();
        URI link = lab.link(lab.ada, name);
        HttpRequest.Builder press =
                HttpRequest.newBuilder(link).POST(HttpRequest.BodyPublishers.noBody());
        URI page = URI.create(lab.send(press).headers().firstValue("location").orElseThrow());

        try (Browser other = new Browser()) {
            Browser.Shown shown = other.look(page);
            assertThat(shown.at().getPath()).isEqualTo("/oauth/callback");
            assertThat(shown.status()).isEqualTo(404);
        }

        assertThat(authority.tokenRequests).isEmpty();
    }

    @Test
    void aPageOfAnotherOriginCannotPressTheButton() {
        lab.create(name, server.address(), "");
        awaitAsked();
        HttpRequest.Builder press =
                HttpRequest.newBuilder(lab.link(lab.ada, name))
                        .header("Origin", "https://evil.example.com")
                        .POST(HttpRequest.BodyPublishers.noBody());

        assertThat(lab.send(press).statusCode()).isEqualTo(403);
    }

    @Test
    void whatCannotWorkIsSaidBeforeAnybodyOpensAnything() {
        authority.knowsPkce = false;
        lab.create(name, server.address(), "");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> lab.status(name).path("message").asText().contains("PKCE"));
        JsonNode refused = lab.ask(lab.ada, "POST", "/servers/" + name + "/sign-in", "");
        assertThat(refused.path("detail").asText()).contains("PKCE");
    }
}
