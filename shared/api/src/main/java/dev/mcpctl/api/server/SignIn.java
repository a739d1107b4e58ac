package dev.mcpctl.api.server;

import dev.mcpctl.api.resource.Fields;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How mcpd signs in to a server that somebody else runs, where that wants OAuth. Most servers say
 * themselves what is needed for that.
 *
 * @param credentials whose sign-in the calls of a user go with
 * @param issuer the authorization server, of those that the server names; empty: the first
 * @param clientId what mcpd was registered as there by hand; empty: it registers itself
 * @param clientKey the private half of a key by which that is proved instead of a secret
 * @param scopes asked for beside those that the server names
 */
public record SignIn(
        Credentials credentials,
        Grant grant,
        Discovery discovery,
        Optional<String> issuer,
        Optional<Value> clientId,
        Optional<Value> clientSecret,
        Optional<Value> clientKey,
        List<String> scopes) {
    /** The field of a server that says it. */
    public static final String FIELD = "oauth";

    /** What holds when a server says nothing. */
    public static final SignIn DEFAULT =
            new SignIn(
                    Credentials.USER,
                    Grant.AUTHORIZATION_CODE,
                    Discovery.METADATA,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());

    /** RFC 6749 §3.3. */
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");

    public SignIn {
        scopes = List.copyOf(scopes);
    }

    /** Whose sign-in the calls of a user go with. */
    public enum Credentials {
        /** Everybody's own. */
        USER("user"),
        /** One for all. */
        SHARED("shared");

        private final String label;

        Credentials(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** Who signs in. */
    public enum Grant {
        /** A person, in a browser. */
        AUTHORIZATION_CODE("authorization_code"),
        /** mcpd itself. */
        CLIENT_CREDENTIALS("client_credentials");

        private final String label;

        Grant(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** Where the server says who its authorization server is. */
    public enum Discovery {
        METADATA("metadata"),
        /** As in MCP 2025-03-26: it is at the server's own origin. */
        ORIGIN("origin");

        private final String label;

        Discovery(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /**
     * @param pointer where it stands
     */
    static SignIn read(Fields fields, String pointer) {
        Grant grant =
                fields.choice("grant", Grant.class, Grant::label).orElse(Grant.AUTHORIZATION_CODE);
        boolean isOwn = grant == Grant.CLIENT_CREDENTIALS;
        Credentials credentials =
                fields.choice("credentials", Credentials.class, Credentials::label)
                        .orElse(isOwn ? Credentials.SHARED : Credentials.USER);
        Discovery discovery =
                fields.choice("discovery", Discovery.class, Discovery::label)
                        .orElse(Discovery.METADATA);
        Optional<String> issuer = fields.text("issuer");
        Optional<Value> clientId = value(fields, "clientId", pointer);
        Optional<Value> clientSecret = value(fields, "clientSecret", pointer);
        Optional<Value> clientKey = value(fields, "clientKey", pointer);
        List<String> scopes = fields.textList("scopes");
        fields.end();
        if (isOwn && credentials == Credentials.USER) {
            fields.fault("credentials", "expected shared: with client_credentials nobody signs in");
        }
        boolean hasProof = clientSecret.isPresent() || clientKey.isPresent();
        if (isOwn && clientId.isEmpty()) {
            fields.fault("clientId", "required with grant client_credentials");
        } else if (isOwn && !hasProof) {
            fields.fault("clientSecret", "required with grant client_credentials, or a clientKey");
        }
        if (clientSecret.isPresent() && clientKey.isPresent()) {
            fields.fault("clientKey", "has no effect beside clientSecret");
        }
        if (clientKey.isPresent() && clientId.isEmpty() && !isOwn) {
            fields.fault("clientKey", "has no effect without clientId");
        }
        if (discovery == Discovery.ORIGIN && issuer.isPresent()) {
            fields.fault("issuer", "has no effect with discovery origin");
        }
        if (discovery == Discovery.METADATA && clientId.isPresent() && issuer.isEmpty()) {
            fields.fault(
                    "issuer",
                    "required with clientId: the authorization server that knows it, so that no"
                            + " other is shown it");
        }
        if (clientSecret.isPresent() && clientId.isEmpty() && !isOwn) {
            fields.fault("clientSecret", "has no effect without clientId");
        }
        issuer.filter(text -> !isIssuer(text))
                .ifPresent(text ->
                        fields.fault("issuer", "expected https://HOST, got \"" + text + "\""));
        for (int i = 0; i < scopes.size(); i++) {
            if (!SCOPE.matcher(scopes.get(i)).matches()) {
                fields.fault("scopes/" + i, "\"" + scopes.get(i) + "\" is not a scope");
            }
        }
        return new SignIn(
                credentials, grant, discovery, issuer, clientId, clientSecret, clientKey, scopes);
    }

    private static Optional<Value> value(Fields fields, String field, String pointer) {
        return fields.any(field)
                .map(node -> Value.read(node, pointer + "/" + field, fields.faults()));
    }

    private static boolean isIssuer(String text) {
        try {
            URI uri = new URI(text);
            return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** What may stand in a secret. */
    Collection<Value> values() {
        return Stream.of(clientId, clientSecret, clientKey).flatMap(Optional::stream).toList();
    }

    /** With what stood in secrets. */
    public SignIn filled(Optional<String> id, Optional<String> secret, Optional<String> key) {
        return new SignIn(
                credentials,
                grant,
                discovery,
                issuer,
                id.map(Value.Literal::new),
                secret.map(Value.Literal::new),
                key.map(Value.Literal::new),
                scopes);
    }

    /** May hold a secret. */
    @Override
    public String toString() {
        return "SignIn[" + credentials.label() + ", ***]";
    }
}
