package dev.mcpctl.api.server;

import dev.mcpctl.api.resource.Reference;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server is to be, defaults filled in.
 *
 * @param env in the order written; a later name wins over an earlier and over {@code envFrom}
 * @param envFrom whole secrets, each key a variable
 * @param runtime as written; empty: follows the source
 * @param workingDir null: a directory of the server's own
 * @param timeout of one call
 */
public record ServerSpec(
        String description,
        ServerSource source,
        Optional<ServerRuntime> runtime,
        List<String> args,
        @Nullable String workingDir,
        Transport transport,
        Map<String, Value> env,
        List<SecretMention> envFrom,
        int replicas,
        HealthCheck healthCheck,
        Duration timeout) {
    public ServerSpec {
        args = List.copyOf(args);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        envFrom = List.copyOf(envFrom);
    }

    /** A secret used whole, and where its name was written below the spec. */
    public record SecretMention(String name, String pointer) {}

    /** The runtime that applies: what was written, else what the source implies. */
    public ServerRuntime effectiveRuntime() {
        return runtime.orElseGet(() ->
                switch (source) {
                    case ServerSource.NpmPackage _, ServerSource.Command _ -> ServerRuntime.PROCESS;
                    case ServerSource.Url _ -> ServerRuntime.EXTERNAL;
                });
    }

    /** Every mention of a secret. */
    public Collection<Reference.Mention> secretMentions() {
        List<Reference.Mention> mentions = new ArrayList<>();
        envFrom.forEach(from -> mentions.add(new Reference.Mention(from.name(), from.pointer())));
        env.values().forEach(value -> addTo(mentions, value));
        if (source instanceof ServerSource.Url url) {
            url.headers().values().forEach(value -> addTo(mentions, value));
        }
        return mentions;
    }

    private static void addTo(List<Reference.Mention> mentions, Value value) {
        if (value instanceof Value.SecretKey key) {
            mentions.add(new Reference.Mention(key.secret(), key.pointer()));
        }
    }
}
