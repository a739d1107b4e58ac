package dev.mcpctl.mcp.issuer;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a program is reached from outside, and by whom, as its environment says: {@code
 * PREFIX_PUBLIC_URL}, {@code PREFIX_OAUTH_ISSUER}, {@code PREFIX_OAUTH_AUDIENCE} and {@code
 * PREFIX_OAUTH_SCOPES}.
 *
 * @param publicUrl where browsers and clients reach it, if that is not where it listens: an origin
 *     and {@code /}
 * @param issuer whose tokens MCP clients may come with, beside the program's own
 */
public record OutsideSettings(Optional<URI> publicUrl, Optional<TrustedIssuer> issuer) {
    private static final List<String> VARIABLES =
            List.of("_PUBLIC_URL", "_OAUTH_ISSUER", "_OAUTH_AUDIENCE", "_OAUTH_SCOPES");

    /** The variables that are read. */
    public static List<String> variables(String prefix) {
        return VARIABLES.stream().map(prefix::concat).toList();
    }

    /**
     * Reads them.
     *
     * @param isLoopback whether the program listens for this machine only
     * @throws Problem LOCAL, which names the variable that is wrong
     */
    public static OutsideSettings of(
            Map<String, String> environment, String prefix, boolean isLoopback) {
        Optional<URI> publicUrl = publicUrl(environment, prefix + "_PUBLIC_URL");
        Optional<TrustedIssuer> issuer = issuer(environment, prefix);
        if (issuer.isPresent() && !isLoopback && publicUrl.isEmpty()) {
            throw new Problem(
                    ProblemType.LOCAL,
                    prefix
                            + "_OAUTH_ISSUER: "
                            + prefix
                            + "_PUBLIC_URL is needed too: tokens are made out to it");
        }
        return new OutsideSettings(publicUrl, issuer);
    }

    private static Optional<URI> publicUrl(Map<String, String> environment, String variable) {
        String given = environment.getOrDefault(variable, "");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI url = new URI(given.toLowerCase(Locale.ROOT));
            boolean isOrigin =
                    isHttp(url)
                            && url.getRawUserInfo() == null
                            && List.of("", "/").contains(url.getRawPath())
                            && url.getRawQuery() == null
                            && url.getRawFragment() == null;
            if (isOrigin) {
                return Optional.of(url.resolve("/"));
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new Problem(
                ProblemType.LOCAL,
                variable + ": expected https://HOST or http://HOST:PORT, got \"" + given + "\"");
    }

    private static Optional<TrustedIssuer> issuer(Map<String, String> environment, String prefix) {
        String variable = prefix + "_OAUTH_ISSUER";
        String given = environment.getOrDefault(variable, "");
        String audience = environment.getOrDefault(prefix + "_OAUTH_AUDIENCE", "");
        String scopes = environment.getOrDefault(prefix + "_OAUTH_SCOPES", "");
        if (given.isEmpty()) {
            if (!audience.isEmpty() || !scopes.isEmpty()) {
                throw new Problem(
                        ProblemType.LOCAL,
                        prefix
                                + (audience.isEmpty() ? "_OAUTH_SCOPES" : "_OAUTH_AUDIENCE")
                                + ": means nothing without "
                                + variable);
            }
            return Optional.empty();
        }
        return Optional.of(
                new TrustedIssuer(
                        issuer(variable, given),
                        Optional.of(audience).filter(text -> !text.isEmpty()),
                        Arrays.stream(scopes.split(" ", -1))
                                .filter(text -> !text.isEmpty())
                                .toList()));
    }

    private static URI issuer(String variable, String given) {
        try {
            URI issuer = new URI(given);
            if (isHttp(issuer)
                    && issuer.getRawQuery() == null
                    && issuer.getRawFragment() == null
                    && ("https".equals(issuer.getScheme()) || isOfThisMachine(issuer.getHost()))) {
                return issuer;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new Problem(
                ProblemType.LOCAL, variable + ": expected https://HOST, got \"" + given + "\"");
    }

    private static boolean isHttp(URI uri) {
        return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                && uri.getHost() != null;
    }

    private static boolean isOfThisMachine(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.startsWith("127.")
                || host.equals("[::1]");
    }
}
