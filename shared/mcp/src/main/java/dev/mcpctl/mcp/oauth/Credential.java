package dev.mcpctl.mcp.oauth;

import dev.mcpctl.mcp.message.Json;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What came of signing in: a token for one server, and what renews it. Shown to nobody.
 *
 * @param issuer the authorization server that gave it, and the only one that is shown it
 * @param tokenEndpoint of that
 * @param resource what it is made out to
 * @param refreshToken empty when it cannot be renewed
 * @param expiry null when nobody said
 * @param scopes asked for and granted, whatever of them was granted
 */
public record Credential(
        String issuer,
        URI tokenEndpoint,
        String resource,
        Client client,
        String accessToken,
        String refreshToken,
        @Nullable Instant expiry,
        Scopes scopes) {

    /** As it is kept; the reader of it is {@link #of}. */
    public String text() {
        Json json =
                Json.object("issuer", Json.of(issuer))
                        .with("tokenEndpoint", Json.of(tokenEndpoint.toString()))
                        .with("resource", Json.of(resource))
                        .with("client", client.json())
                        .with("accessToken", Json.of(accessToken))
                        .with("refreshToken", Json.of(refreshToken))
                        .with("scopes", Json.of(scopes.toString()));
        Instant end = expiry;
        return (end == null ? json : json.with("expiry", Json.of(end.getEpochSecond()))).toString();
    }

    /** From how it was kept. */
    public static Credential of(String kept) {
        Json json = Json.parse(kept);
        return new Credential(
                json.text("issuer").orElse(""),
                URI.create(json.text("tokenEndpoint").orElse("")),
                json.text("resource").orElse(""),
                Client.of(json.get("client").orElse(Json.object())),
                json.text("accessToken").orElse(""),
                json.text("refreshToken").orElse(""),
                json.get("expiry").flatMap(Json::asLong).map(Instant::ofEpochSecond).orElse(null),
                Scopes.read(json.text("scopes").orElse("")));
    }

    /** Until when it can be used as it is. */
    public Optional<Instant> expires() {
        return Optional.ofNullable(expiry);
    }

    public boolean isRenewable() {
        return !refreshToken.isEmpty();
    }

    /** Tells this one from any other, and nothing of it. */
    public String version() {
        return Pkce.challenge(accessToken).substring(0, 16);
    }

    boolean endsWithin(Duration time, Instant now) {
        return expiry != null && now.plus(time).isAfter(expiry);
    }

    @Override
    public String toString() {
        return "Credential[" + issuer + ", " + resource + ", ***]";
    }
}
