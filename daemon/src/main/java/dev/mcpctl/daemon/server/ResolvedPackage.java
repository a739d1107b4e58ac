package dev.mcpctl.daemon.server;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.server.ServerSource.NpmPackage;

import java.util.Optional;

/** The version that a package without one was given when it was first needed, and keeps. */
record ResolvedPackage(String name, String version) {
    private static final String NAME = "packageName";
    private static final String VERSION = "packageVersion";

    static Optional<ResolvedPackage> of(ObjectNode status) {
        String name = status.path(NAME).asText("");
        String version = status.path(VERSION).asText("");
        return name.isEmpty() || version.isEmpty()
                ? Optional.empty()
                : Optional.of(new ResolvedPackage(name, version));
    }

    boolean isOf(NpmPackage npm) {
        return name.equals(npm.name());
    }

    NpmPackage of(NpmPackage npm) {
        return new NpmPackage(npm.name(), version, npm.bin(), npm.allowScripts());
    }

    void writeTo(ObjectNode status) {
        status.put(NAME, name);
        status.put(VERSION, version);
    }
}
