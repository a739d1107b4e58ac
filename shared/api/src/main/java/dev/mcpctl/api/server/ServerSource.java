package dev.mcpctl.api.server;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a server comes from. */
public sealed interface ServerSource {
    /** What the column DOCKER IMAGE shows. */
    String label();

    /**
     * An image, of which a container is made.
     *
     * @param reference as written
     * @param command stands for the image's entry point; null: the image's own
     * @param pullPolicy as written; empty: follows the reference, or what mcpd was told
     */
    record Image(String reference, @Nullable String command, Optional<PullPolicy> pullPolicy)
            implements ServerSource {
        @Override
        public String label() {
            return reference;
        }
    }

    /**
     * An npm package, installed once for each version.
     *
     * @param version exact; null: resolved once, at creation, and recorded in the status
     * @param bin the program of the package; null: its only one, or the one named like the package
     * @param allowScripts the packages whose install scripts may run
     */
    record NpmPackage(
            String name, @Nullable String version, @Nullable String bin, List<String> allowScripts)
            implements ServerSource {
        public NpmPackage {
            allowScripts = List.copyOf(allowScripts);
        }

        @Override
        public String label() {
            return "npm:" + name + (version == null ? "" : "@" + version);
        }
    }

    /** A program of the machine, looked up on PATH. */
    record Command(String program) implements ServerSource {
        @Override
        public String label() {
            return program;
        }
    }

    /**
     * A server that somebody else runs.
     *
     * @param headers sent with every request
     * @param signIn how mcpd signs in there, if the server wants that
     */
    record Url(URI url, Map<String, Value> headers, SignIn signIn) implements ServerSource {
        public Url {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }

        @Override
        public String label() {
            return "<external>";
        }
    }
}
