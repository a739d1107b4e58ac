package dev.mcpctl.mcp.oauth;

import org.jspecify.annotations.Nullable;

/** Signing in failed. The message is for people, and names no token. */
public final class OAuthException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    OAuthException(String message) {
        this("", message, null);
    }

    OAuthException(String message, @Nullable Throwable cause) {
        this("", message, cause);
    }

    private OAuthException(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What an authorization server refused, with the code of RFC 6749 §5.2. */
    static OAuthException refused(String code, String message) {
        return new OAuthException(code, message, null);
    }

    /** What was handed over is worth nothing any more: a code, or a token to renew others with. */
    boolean isInvalidGrant() {
        return code.equals("invalid_grant");
    }

    /** We are not known there, or no longer. */
    boolean isInvalidClient() {
        return code.equals("invalid_client") || code.equals("unauthorized_client");
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
