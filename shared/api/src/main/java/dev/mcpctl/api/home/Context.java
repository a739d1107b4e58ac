package dev.mcpctl.api.home;

import java.net.URI;

/** A daemon that commands can be sent to, by the name that a person gave it. */
public record Context(String name, URI mcpdUrl) {
    /** The daemon of this home; its address is in {@code run/} and not in {@code config.yaml}. */
    public static final String LOCAL = "local";
}
