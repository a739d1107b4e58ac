package dev.mcpctl.api.server;

import com.fasterxml.jackson.databind.JsonNode;

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
import java.util.stream.Stream;

/**
 * What a server is to be, defaults filled in.
 *
 * @param template the one it was made from
 * @param env in the order written; a later name wins over an earlier and over {@code envFrom}
 * @param envDefaults of the template; each gives way to {@code env} and to {@code envFrom}
 * @param envFrom whole secrets, each key a variable
 * @param runtime as written; empty: follows the source
 * @param workingDir null: a directory of the server's own, or of its user's own, or the image's
 * @param listening where it serves HTTP; empty for stdio, and for what somebody else runs
 * @param sessionMode other than {@code SHARED}: {@code replicas} is 1 or 0, and whoever calls gets
 *     an instance of their own beside that one
 * @param timeout of one call
 */
public record ServerSpec(
        String description,
        Optional<String> template,
        ServerSource source,
        Optional<ServerRuntime> runtime,
        List<String> args,
        @Nullable String workingDir,
        Transport transport,
        Optional<Listening> listening,
        ContainerSpec container,
        Map<String, Value> env,
        Map<String, Value> envDefaults,
        List<SecretMention> envFrom,
        int replicas,
        SessionMode sessionMode,
        HealthCheck healthCheck,
        Duration timeout) {
    public ServerSpec {
        args = List.copyOf(args);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        envDefaults = Collections.unmodifiableMap(new LinkedHashMap<>(envDefaults));
        envFrom = List.copyOf(envFrom);
    }

    /** A secret used whole, and where its name was written below the spec. */
    public record SecretMention(String name, String pointer) {}

    /**
     * The runtime that was written, else what the source implies; empty for a package that names
     * none, since which one it gets depends on the machine on which it is created.
     */
    public Optional<ServerRuntime> impliedRuntime() {
        return runtime.or(() ->
                switch (source) {
                    case ServerSource.Image _ -> Optional.of(ServerRuntime.DOCKER);
                    case ServerSource.Command _ -> Optional.of(ServerRuntime.PROCESS);
                    case ServerSource.Url _ -> Optional.of(ServerRuntime.EXTERNAL);
                    case ServerSource.NpmPackage _ -> Optional.empty();
                });
    }

    /**
     * The runtime that applies: the implied one, else the one that was chosen when the server was
     * created and stands in its status. Empty until then.
     */
    public Optional<ServerRuntime> effectiveRuntime(JsonNode status) {
        String recorded = status.path("runtime").asText("");
        return impliedRuntime()
                .or(() ->
                        Stream.of(ServerRuntime.DOCKER, ServerRuntime.PROCESS)
                                .filter(runs -> runs.label().equals(recorded))
                                .findFirst());
    }

    /** Every mention of a secret. */
    public Collection<Reference.Mention> secretMentions() {
        List<Reference.Mention> mentions = new ArrayList<>();
        envFrom.forEach(from -> mentions.add(new Reference.Mention(from.name(), from.pointer())));
        env.values().forEach(value -> addTo(mentions, value));
        envDefaults.values().forEach(value -> addTo(mentions, value));
        if (source instanceof ServerSource.Url url) {
            url.headers().values().forEach(value -> addTo(mentions, value));
            url.signIn().values().forEach(value -> addTo(mentions, value));
        }
        return mentions;
    }

    private static void addTo(List<Reference.Mention> mentions, Value value) {
        if (value instanceof Value.SecretKey key) {
            mentions.add(new Reference.Mention(key.secret(), key.pointer()));
        }
    }
}
