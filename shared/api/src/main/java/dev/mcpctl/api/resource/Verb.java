package dev.mcpctl.api.resource;

import java.util.Set;

/** What can be done with resources of a kind over REST. */
public enum Verb {
    GET,
    LIST,
    WATCH,
    CREATE,
    UPDATE,
    DELETE;

    // Not an EnumSet: that one asks for the values by reflection, which every command would wait
    // for.
    public static final Set<Verb> ALL = Set.of(values());
}
