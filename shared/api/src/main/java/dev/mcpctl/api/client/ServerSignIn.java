package dev.mcpctl.api.client;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Optional;

/**
 * How it stands with somebody's sign-in at a server.
 *
 * @param account whose sign-in it is: a principal, or all users
 * @param isAwaited whether the server has asked for it in vain
 * @param issuer the authorization server; empty when nobody has signed in
 * @param isRenewable whether it lasts beyond {@code expires} without anybody's doing
 * @param version another one after each sign-in; empty when nobody has
 * @param link to open in order to sign in; empty when it was not asked for
 */
public record ServerSignIn(
        String server,
        String account,
        boolean isSignedIn,
        boolean isAwaited,
        String issuer,
        boolean isRenewable,
        Optional<String> expires,
        String version,
        String link) {
    static ServerSignIn of(JsonNode json) {
        return new ServerSignIn(
                json.path("server").asText(),
                json.path("account").asText(),
                json.path("isSignedIn").asBoolean(),
                json.path("isAwaited").asBoolean(),
                json.path("issuer").asText(""),
                json.path("isRenewable").asBoolean(),
                json.hasNonNull("expires")
                        ? Optional.of(json.path("expires").asText())
                        : Optional.empty(),
                json.path("version").asText(""),
                json.path("link").asText(""));
    }
}
