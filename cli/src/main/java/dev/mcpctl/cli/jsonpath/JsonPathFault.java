package dev.mcpctl.cli.jsonpath;

/** A template that cannot be read, or does not fit the document. The message is one line. */
public final class JsonPathFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JsonPathFault(String message) {
        super(message);
    }

    /** A fault at a place of a text, counted from 0. */
    static JsonPathFault at(String template, int position, String what) {
        return new JsonPathFault(
                "column " + (position + 1) + " of \"" + oneLine(template) + "\": " + what);
    }

    private static String oneLine(String text) {
        return text.replace("\n", "\\n").replace("\t", "\\t");
    }
}
