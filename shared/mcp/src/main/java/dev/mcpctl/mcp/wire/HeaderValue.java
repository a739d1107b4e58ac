package dev.mcpctl.mcp.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Text in the {@code Mcp-Name} and {@code Mcp-Param-*} headers.
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
public final class HeaderValue {
    private static final String PREFIX = "=?base64?";
    private static final String SUFFIX = "?=";

    private HeaderValue() {}

    /** The text as a header carries it: as it is where a header can, else in base64. */
    public static String encode(String text) {
        boolean isPlain =
                text.chars().allMatch(c -> c >= 0x20 && c < 0x7F)
                        && text.equals(text.strip())
                        && !(text.startsWith(PREFIX) && text.endsWith(SUFFIX));
        return isPlain
                ? text
                : PREFIX
                        + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
                        + SUFFIX;
    }

    /** The text that a header means; nothing when it is marked as base64 and is not. */
    public static Optional<String> decode(String header) {
        String trimmed = header.strip();
        if (!trimmed.startsWith(PREFIX)
                || !trimmed.endsWith(SUFFIX)
                || trimmed.length() < PREFIX.length() + SUFFIX.length()) {
            return Optional.of(trimmed);
        }
        String base64 = trimmed.substring(PREFIX.length(), trimmed.length() - SUFFIX.length());
        if (base64.length() % 4 != 0) {
            return Optional.empty(); // the JDK would do without the padding, the protocol does not
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (IllegalArgumentException | CharacterCodingException undecodable) {
            return Optional.empty();
        }
    }
}
