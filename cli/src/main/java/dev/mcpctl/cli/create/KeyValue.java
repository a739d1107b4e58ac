package dev.mcpctl.cli.create;

import dev.mcpctl.cli.print.UsageError;

/** {@code KEY=VALUE}, split at the first equals sign. */
record KeyValue(String key, String value) {
    /**
     * The message never shows the value: it may be a secret.
     *
     * @param option how a message calls what was read
     */
    static KeyValue parse(String option, String text) {
        return parse(option, "VALUE", text);
    }

    /**
     * As {@link #parse(String, String)}.
     *
     * @param wanted how a message calls what stands behind the equals sign
     */
    static KeyValue parse(String option, String wanted, String text) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new UsageError(
                    option
                            + ": expected KEY="
                            + wanted
                            + ", got "
                            + (equals == 0 ? "nothing before the '='" : "no '='"));
        }
        return new KeyValue(text.substring(0, equals), text.substring(equals + 1));
    }

    @Override
    public String toString() {
        return key + "=***";
    }
}
