package dev.mcpctl.daemon.access;

/**
 * Whom a token belongs to.
 *
 * @param name {@code user:NAME} for a token of ours, {@code oidc:SUBJECT} for one of the issuer
 *     that mcpd trusts; the author of what this one writes
 */
public record Principal(String name) {
    private static final String ISSUER = "oidc:";

    /** Whoever it may be. */
    public static final Principal NOBODY = new Principal("");

    /** Who is known to the issuer by that name. */
    public static Principal ofIssuer(String subject) {
        return new Principal(ISSUER + subject);
    }

    /** Whether somebody else says who it is: known to MCP endpoints, and a stranger to the rest. */
    public boolean isOfIssuer() {
        return name.startsWith(ISSUER);
    }
}
