package dev.mcpctl.localproxy.project;

import java.util.Optional;

/**
 * A tool or a prompt of an attached server, as it is known everywhere inside: {@code alias/name}.
 *
 * @param alias without a slash and without an underscore
 * @param name as the server calls it; may hold anything
 */
record QualifiedName(String alias, String name) {
    /** Takes {@code alias/name} apart; empty without a slash. */
    static Optional<QualifiedName> parse(String canonical) {
        int slash = canonical.indexOf('/');
        return slash < 1
                ? Optional.empty()
                : Optional.of(
                        new QualifiedName(
                                canonical.substring(0, slash), canonical.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return alias + "/" + name;
    }
}
