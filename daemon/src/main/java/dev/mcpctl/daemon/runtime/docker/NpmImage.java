package dev.mcpctl.daemon.runtime.docker;

import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.daemon.runtime.ChildEnvironment;

import java.util.Map;
import java.util.Optional;

/**
 * The image with node and npm in which packages are installed and run.
 *
 * @param reference as mcpd was told
 * @param environment what npm needs to reach a registry; may hold secrets, and paths of mcpd's
 */
public record NpmImage(String reference, Map<String, String> environment) {
    /** Names it. */
    public static final String VARIABLE = "MCPD_NPM_IMAGE";

    public NpmImage {
        environment = Map.copyOf(environment);
    }

    /** Of mcpd's own environment; empty when it names none. */
    public static Optional<NpmImage> of(Map<String, String> own) {
        return Optional.ofNullable(own.get(VARIABLE))
                .map(String::strip)
                .filter(reference -> !reference.isEmpty())
                .map(reference ->
                        new NpmImage(reference, new ChildEnvironment(own).forNpmElsewhere()));
    }

    ServerSource.Image source() {
        return new ServerSource.Image(reference, null, Optional.empty());
    }

    @Override
    public String toString() {
        return "NpmImage[" + reference + ", ***]";
    }
}
