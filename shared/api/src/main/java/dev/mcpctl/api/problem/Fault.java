package dev.mcpctl.api.problem;

/**
 * One thing that is wrong with an input.
 *
 * @param pointer where: a JSON pointer (RFC 6901) into the document that was sent; empty for the
 *     whole
 * @param detail what was wrong and what was expected
 */
public record Fault(String pointer, String detail) {
    /** The same fault, seen from a document that holds this one at {@code prefix}. */
    public Fault under(String prefix) {
        return new Fault(prefix + pointer, detail);
    }
}
