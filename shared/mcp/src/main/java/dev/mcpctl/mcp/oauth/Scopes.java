package dev.mcpctl.mcp.oauth;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a token is to allow, in the order in which it was asked for. Immutable.
 * https://www.rfc-editor.org/rfc/rfc6749#section-3.3
 */
record Scopes(Set<String> names) {
    static final Scopes NONE = new Scopes(Set.of());

    Scopes {
        names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    static Scopes of(Collection<String> names) {
        return new Scopes(new LinkedHashSet<>(names));
    }

    /** From how they are written: with spaces between them. */
    static Scopes read(String text) {
        return of(Arrays.stream(text.split(" ", -1)).filter(name -> !name.isEmpty()).toList());
    }

    Scopes with(Scopes more) {
        Set<String> all = new LinkedHashSet<>(names);
        all.addAll(more.names);
        return new Scopes(all);
    }

    boolean contains(Scopes others) {
        return names.containsAll(others.names);
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /** As it is written; empty for none, of which nothing is said. */
    Optional<String> parameter() {
        return isEmpty() ? Optional.empty() : Optional.of(String.join(" ", names));
    }

    @Override
    public String toString() {
        return String.join(" ", names);
    }
}
