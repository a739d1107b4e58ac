package dev.mcpctl.localproxy.project;

import dev.mcpctl.mcp.message.McpException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Says which page of which state of a list comes next. Holds nothing that a client could not know;
 * one that fits no list of ours is refused.
 */
final class Cursor {
    private Cursor() {}

    static String of(int page, ListKind kind, List<String> fingerprint) {
        String text = page + "." + stamp(kind, fingerprint);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The page that a cursor names, of {@code pages} that the list has. */
    static int index(String cursor, ListKind kind, List<String> fingerprint, int pages) {
        try {
            String text =
                    new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            int dot = text.indexOf('.');
            int page = dot < 0 ? 0 : Integer.parseInt(text.substring(0, dot));
            if (page > 0
                    && page < pages
                    && text.substring(dot + 1).equals(stamp(kind, fingerprint))) {
                return page;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw McpException.invalidParams(
                "cursor: not of this list, or the list has changed since; list again from the start");
    }

    private static String stamp(ListKind kind, List<String> fingerprint) {
        return kind.member() + "." + Integer.toHexString(fingerprint.hashCode());
    }
}
