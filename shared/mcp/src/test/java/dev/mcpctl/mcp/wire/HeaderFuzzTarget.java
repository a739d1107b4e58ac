package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.fuzz.Expect;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Any text passes through a header and comes out as it was; any header can be read; and what a
 * schema wants repeated in headers matches what we write there.
 */
public final class HeaderFuzzTarget {
    private HeaderFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        passes(new String(input, StandardCharsets.UTF_8));
        HeaderValue.decode(new String(input, StandardCharsets.ISO_8859_1))
                .ifPresent(HeaderFuzzTarget::passes);
        try {
            repeated(Json.parse(input.clone()));
        } catch (McpException notJson) {
            // Then there is no schema in it.
        }
    }

    private static void passes(String text) {
        String header = HeaderValue.encode(text);

        Expect.that(
                header.chars().allMatch(c -> c >= 0x20 && c < 0x7F)
                        && header.equals(header.strip()),
                "not for a header",
                header);
        Expect.same("decoded", HeaderValue.decode("  " + header + "\t"), Optional.of(text));
    }

    /** An object of {@code inputSchema} and {@code arguments}. */
    private static void repeated(Json tool) {
        Json schema = tool.get("inputSchema").orElse(Json.object());
        Json arguments = tool.get("arguments").orElse(Json.object());
        List<HeaderParam> params;
        try {
            params = HeaderParam.of(schema).orElse(List.of());
        } catch (McpException unreadable) {
            throw new AssertionError("a schema from elsewhere must not throw", unreadable);
        }
        for (HeaderParam param : params) {
            Expect.that(
                    param.header().matches("Mcp-Param-[!-~&&[^()<>@,;:\\\\\"/\\[\\]?={}]]+"),
                    "not a header's name",
                    param.header());
            Optional<String> value;
            try {
                value = param.valueIn(arguments);
            } catch (McpException namedTwice) {
                continue; // refused as a request is, with the reason
            }
            boolean isUnicode =
                    StandardCharsets.UTF_8.newEncoder().canEncode(said(value, arguments, param));
            Expect.that(
                    !isUnicode || param.matches(arguments, value), "does not match itself", value);
        }
    }

    private static String said(Optional<String> value, Json arguments, HeaderParam param) {
        Json argument = arguments;
        for (String name : param.path()) {
            argument = argument.get(name).orElse(Json.nothing());
        }
        return value.isEmpty() ? "" : argument.asText();
    }
}
