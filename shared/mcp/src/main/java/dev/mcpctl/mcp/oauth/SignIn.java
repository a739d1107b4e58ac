package dev.mcpctl.mcp.oauth;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody on the way to an authorization server and back, once. Holds what proves on the way back
 * that it is the same way; shown to nobody. https://www.rfc-editor.org/rfc/rfc6749#section-4.1
 */
public final class SignIn {
    private final AuthorizationServer server;
    private final Client client;
    private final String resource;
    private final Scopes scopes;
    private final URI redirect;
    private final URI authorization;
    private final String state = Pkce.random();
    private final String verifier = Pkce.random();

    SignIn(Issuing issuing, Client client, URI redirect) {
        URI page = issuing.server().authorization();
        if (page == null) {
            throw new OAuthException(
                    "the authorization server \""
                            + issuing.server().issuer()
                            + "\" names no authorization_endpoint");
        }
        this.server = issuing.server();
        this.client = client;
        this.resource = issuing.resource();
        this.scopes = issuing.scopes();
        this.redirect = redirect;
        this.authorization = page;
    }

    /** Tells this way back from others. */
    public String state() {
        return state;
    }

    /** The name of the authorization server. */
    public String issuer() {
        return server.issuer();
    }

    /** The page that a person is to open. */
    public URI page() {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", client.id());
        query.put("redirect_uri", redirect.toString());
        query.put("code_challenge", Pkce.challenge(verifier));
        query.put("code_challenge_method", "S256");
        query.put("state", state);
        query.put("resource", resource);
        scopes.parameter().ifPresent(text -> query.put("scope", text));
        return Form.with(authorization, query);
    }

    /**
     * Looks at what somebody came back with. Who it is from is looked at before anything else.
     *
     * @param query as it came
     * @return the code
     * @throws OAuthException when it is not from there, or says no
     */
    String code(Map<String, String> query) {
        Optional<String> from = Optional.ofNullable(query.get("iss"));
        boolean isFromThere =
                from.isPresent() ? from.get().equals(server.issuer()) : !server.saysIssuer();
        if (!isFromThere) {
            throw new OAuthException(
                    "the answer does not come from the authorization server that was asked");
        }
        if (!state.equals(query.get("state"))) {
            throw new OAuthException("the answer is not one to this question");
        }
        String error = query.get("error");
        if (error != null) {
            throw new OAuthException(
                    error.equals("access_denied")
                            ? "access was denied"
                            : "the authorization server refuses: "
                                    + TokenEndpoint.printable(error));
        }
        String code = query.getOrDefault("code", "");
        if (code.isEmpty()) {
            throw new OAuthException("the authorization server sent no code");
        }
        return code;
    }

    /** What is sent for the tokens; the credential comes of the answer. */
    Map<String, String> exchange(String code) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirect.toString());
        form.put("code_verifier", verifier);
        form.put("resource", resource);
        return form;
    }

    AuthorizationServer server() {
        return server;
    }

    Client client() {
        return client;
    }

    String resource() {
        return resource;
    }

    Scopes scopes() {
        return scopes;
    }

    @Override
    public String toString() {
        return "SignIn[" + server.issuer() + ", ***]";
    }
}
