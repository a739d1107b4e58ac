package dev.mcpctl.api.resource;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What can be done with resources of a kind over REST. */
public enum Verb {
    GET,
    LIST,
    WATCH,
    CREATE,
    UPDATE,
    DELETE;

    public static final Set<Verb> ALL = Collections.unmodifiableSet(EnumSet.allOf(Verb.class));
}
