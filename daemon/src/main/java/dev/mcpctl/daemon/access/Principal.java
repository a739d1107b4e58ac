package dev.mcpctl.daemon.access;

/**
 * Whom a token belongs to.
 *
 * @param name {@code user:NAME}; the author of what this one writes
 */
public record Principal(String name) {}
