package dev.mcpctl.api.problem;

import java.util.Locale;

/**
 * Every kind of failure that a user can meet: its slug in {@code problem+json} (RFC 9457), its HTTP
 * status, the reason that the CLI prints in parentheses, and the exit code of the CLI.
 */
public enum ProblemType {
    BAD_REQUEST(400, "BadRequest", 1),
    INVALID(422, "Invalid", 1),
    UNAUTHORIZED(401, "Unauthorized", 1),
    FORBIDDEN(403, "Forbidden", 1),
    NOT_FOUND(404, "NotFound", 1),
    METHOD_NOT_ALLOWED(405, "MethodNotAllowed", 1),
    ALREADY_EXISTS(409, "AlreadyExists", 1),
    CONFLICT(409, "Conflict", 1),
    IN_USE(409, "InUse", 1),
    GONE(410, "Gone", 1),
    TOO_LARGE(413, "TooLarge", 1),
    TOO_MANY_REQUESTS(429, "TooManyRequests", 1),
    INTERNAL(500, "InternalError", 1),
    UPSTREAM(502, "UpstreamFailed", 1),
    UNAVAILABLE(503, "ServiceUnavailable", 1),
    TIMEOUT(504, "Timeout", 1),
    /** What this machine lacks or what is wrong with its files; never comes over HTTP. */
    LOCAL(500, "Local", 1),
    /** The daemon did not answer at all; never comes over HTTP. */
    UNREACHABLE(503, "Unreachable", 3);

    private final int status;
    private final String reason;
    private final int exitCode;

    ProblemType(int status, String reason, int exitCode) {
        this.status = status;
        this.reason = reason;
        this.exitCode = exitCode;
    }

    public int status() {
        return status;
    }

    public String reason() {
        return reason;
    }

    public int exitCode() {
        return exitCode;
    }

    /** {@code not-found}: what stands in the {@code type} of a problem document. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
