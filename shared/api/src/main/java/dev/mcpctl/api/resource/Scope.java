package dev.mcpctl.api.resource;

/** Whether resources of a kind stand alone or belong to a project. */
public enum Scope {
    GLOBAL,
    PROJECT
}
