package dev.mcpctl.mcp.line;

import dev.mcpctl.mcp.message.McpException;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A message beyond the bound, of which only the edges were kept. */
public final class LineTooLongException extends McpException {
    private static final long serialVersionUID = 1L;

    // Writers put the id before what is long or behind it; only at the edges is it surely the
    // message's own.
    private static final Pattern FIRST =
            Pattern.compile(
                    "^\\s*\\{\\s*(?:\"jsonrpc\"\\s*:\\s*\"2\\.0\"\\s*,\\s*)?\"id\"\\s*:\\s*(\\d{1,18})\\s*,");
    private static final Pattern LAST =
            Pattern.compile(",\\s*\"id\"\\s*:\\s*(\\d{1,18})\\s*}\\s*$");

    private final String head;
    private final String tail;

    LineTooLongException(int maxBytes, String head, String tail) {
        super(invalidRequest("message larger than " + maxBytes + " bytes").error());
        this.head = head;
        this.tail = tail;
    }

    /** The numeric id of the message, where its edges show one. */
    public Optional<Long> id() {
        Matcher first = FIRST.matcher(head);
        Matcher last = LAST.matcher(tail);
        if (first.find()) {
            return Optional.of(Long.valueOf(first.group(1)));
        }
        return last.find() ? Optional.of(Long.valueOf(last.group(1))) : Optional.empty();
    }
}
