package dev.mcpctl.mcp.message;

/** The error codes that the protocol gives a meaning. */
public final class ErrorCodes {
    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;

    /** Handshake era only; a 2026-07-28 peer is told {@link #INVALID_PARAMS}. */
    public static final int RESOURCE_NOT_FOUND = -32002;

    /** 2025-11-25 only. */
    public static final int URL_ELICITATION_REQUIRED = -32042;

    public static final int HEADER_MISMATCH = -32020;
    public static final int MISSING_CLIENT_CAPABILITY = -32021;
    public static final int UNSUPPORTED_PROTOCOL_VERSION = -32022;

    private ErrorCodes() {}

    /** Whether a code describes one hop, so that it must not be relayed to the next. */
    public static boolean isOfOneHop(int code) {
        return (code <= -32020 && code >= -32099) || code == URL_ELICITATION_REQUIRED;
    }
}
