package dev.mcpctl.daemon.oauth;

import dev.mcpctl.mcp.message.Json;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An MCP server that wants a token of an authorization server, and says so in its metadata. Its
 * tool {@code whoami} answers whose token it saw. Speaks 2025-11-25 without sessions, or
 * 2026-07-28.
 */
final class ProtectedServer implements AutoCloseable {
    /** Every header of every request, as text. */
    final List<String> seen = new CopyOnWriteArrayList<>();

    /** What the tool of a name needs beside a token. */
    final Map<String, String> scopes = new ConcurrentHashMap<>();

    volatile boolean isModern;

    /** Whether a stranger may ask for anything but a tool. */
    volatile boolean isOpenToLook;

    /** What a 401 says is wanted; empty: nothing. */
    volatile String challengedScope = "";

    /** Whether a 401 says where the metadata is. */
    volatile boolean namesMetadata = true;

    /** Empty: its own address. */
    volatile String claimsResource = "";

    /** Empty: there is no metadata. */
    volatile List<String> issuers;

    volatile TestAuthorizationServer trusted;
    private final LocalHttp http;

    ProtectedServer(TestAuthorizationServer trusted) throws IOException {
        this.trusted = trusted;
        this.issuers = List.of(trusted.issuer());
        this.http = new LocalHttp(this::answer);
    }

    URI address() {
        return http.at("/mcp");
    }

    private LocalHttp.Answer answer(LocalHttp.Asked asked) {
        if (asked.path().equals("/.well-known/oauth-protected-resource/mcp")
                && !issuers.isEmpty()) {
            return LocalHttp.Answer.json(200, metadata().toString());
        }
        if (!asked.path().equals("/mcp")) {
            return LocalHttp.Answer.empty(404);
        }
        seen.add(asked.headers().toString());
        if (!asked.method().equals("POST")) {
            return LocalHttp.Answer.empty(405);
        }
        Json request = Json.parse(asked.body());
        String method = request.text("method").orElse("");
        Json params = request.get("params").orElse(Json.object());
        String tool = method.equals("tools/call") ? params.text("name").orElse("") : "";
        TestAuthorizationServer.Token token =
                trusted.token(asked.header("Authorization").replaceFirst("^Bearer ", ""));
        boolean isKnown = token.resource().equals(address().toString());
        if (!isKnown && !(isOpenToLook && tool.isEmpty())) {
            return unauthorized();
        }
        String needed = scopes.getOrDefault(tool, "");
        if (!needed.isEmpty() && !token.scopes().containsAll(Set.of(needed.split(" ", -1)))) {
            return LocalHttp.Answer.empty(403)
                    .with(
                            "WWW-Authenticate",
                            "Bearer error=\"insufficient_scope\", scope=\""
                                    + needed
                                    + "\", resource_metadata=\""
                                    + http.at("/.well-known/oauth-protected-resource/mcp")
                                    + "\"");
        }
        if (!request.has("id")) {
            return LocalHttp.Answer.empty(202);
        }
        Json id = request.get("id").orElseThrow();
        return result(method, token)
                .map(result ->
                        LocalHttp.Answer.json(
                                200,
                                Json.object("jsonrpc", Json.of("2.0"))
                                        .with("id", id)
                                        .with("result", result)
                                        .toString()))
                .orElseGet(() ->
                        LocalHttp.Answer.json(
                                400,
                                Json.object("jsonrpc", Json.of("2.0"))
                                        .with("id", id)
                                        .with(
                                                "error",
                                                Json.parse("{\"code\":-32601,\"message\":\"no\"}"))
                                        .toString()));
    }

    private Optional<Json> result(String method, TestAuthorizationServer.Token token) {
        return Optional.ofNullable(
                switch (method) {
                    case "initialize" ->
                            Json.parse(
                                    """
                                    {"protocolVersion":"2025-11-25","capabilities":{"tools":{}},\
                                    "serverInfo":{"name":"protected","version":"1"}}\
                                    """);
                    case "server/discover" ->
                            isModern
                                    ? Json.parse(
                                            """
                                            {"resultType":"complete",\
                                            "supportedVersions":["2026-07-28"],\
                                            "capabilities":{"tools":{}},\
                                            "serverInfo":{"name":"protected","version":"1"}}\
                                            """)
                                    : null;
                    case "tools/list" ->
                            Json.parse(
                                    """
                                    {"resultType":"complete","tools":[{"name":"whoami",\
                                    "inputSchema":{"type":"object"}}]}\
                                    """);
                    case "tools/call" ->
                            Json.parse("{\"resultType\":\"complete\"}")
                                    .with(
                                            "content",
                                            Json.array(
                                                    List.of(
                                                            Json.object("type", Json.of("text"))
                                                                    .with(
                                                                            "text",
                                                                            Json.of(
                                                                                    token
                                                                                            .user())))));
                    default -> null;
                });
    }

    private LocalHttp.Answer unauthorized() {
        String challenge = "Basic realm=\"x, y\", Bearer error=\"invalid_token\"";
        if (namesMetadata && !issuers.isEmpty()) {
            challenge +=
                    ", resource_metadata=\""
                            + http.at("/.well-known/oauth-protected-resource/mcp")
                            + "\"";
        }
        if (!challengedScope.isEmpty()) {
            challenge += ", scope=\"" + challengedScope + "\"";
        }
        return LocalHttp.Answer.empty(401).with("WWW-Authenticate", challenge);
    }

    private Json metadata() {
        return Json.object(
                        "resource",
                        Json.of(claimsResource.isEmpty() ? address().toString() : claimsResource))
                .with("authorization_servers", Json.array(issuers.stream().map(Json::of).toList()));
    }

    @Override
    public void close() {
        http.close();
    }
}
