package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.wire.Revision;

import java.util.Locale;
import java.util.Optional;

/** The headers of a request that say how it is to be taken. */
final class HttpHeaders {
    static final String VERSION = "MCP-Protocol-Version";
    static final String SESSION = "Mcp-Session-Id";
    static final String LAST_EVENT = "Last-Event-ID";
    static final String METHOD = "Mcp-Method";
    static final String NAME = "Mcp-Name";

    private HttpHeaders() {}

    /** Whether the version header is of the stateless era: the known one, or a later date. */
    static boolean isModern(Optional<String> version) {
        return version.filter(label -> label.matches("\\d{4}-\\d{2}-\\d{2}"))
                .filter(label -> label.compareTo(Revision.MODERN.label()) >= 0)
                .isPresent();
    }

    /** Whether a body of JSON is announced; parameters do not count. */
    static boolean isJson(Optional<String> contentType) {
        return contentType
                .map(type -> type.split(";", 2)[0].strip())
                .filter("application/json"::equalsIgnoreCase)
                .isPresent();
    }

    /**
     * Whether the client takes what we may answer with. A client that says nothing takes anything.
     */
    static boolean accepts(Optional<String> accept, String... mediaTypes) {
        if (accept.isEmpty()) {
            return true;
        }
        String[] ranges = accept.get().toLowerCase(Locale.ROOT).split(",", -1);
        for (String mediaType : mediaTypes) {
            boolean isTaken = false;
            for (String range : ranges) {
                String plain = range.split(";", 2)[0].strip();
                isTaken |=
                        plain.equals("*/*")
                                || plain.equals(mediaType)
                                || plain.equals(
                                        mediaType.substring(0, mediaType.indexOf('/')) + "/*");
            }
            if (!isTaken) {
                return false;
            }
        }
        return true;
    }
}
