package dev.mcpctl.daemon.server;

import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.secret.Secrets;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.api.server.ServerSpec;
import dev.mcpctl.api.server.SignIn;
import dev.mcpctl.api.server.Value;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.StartFailure;
import dev.mcpctl.db.secret.SecretVault;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Turns the spec of a server into what its start takes. Opens each secret once; one thread. */
final class LaunchPlan {
    private final Catalog catalog;
    private final SecretVault vault;
    private final Map<String, Map<String, String>> opened = new HashMap<>();

    LaunchPlan(Catalog catalog, SecretVault vault) {
        this.catalog = catalog;
        this.vault = vault;
    }

    /**
     * The start, with no instance's name yet.
     *
     * @throws StartFailure that names the secret or the key that is missing
     */
    InstanceStart of(String server, ServerSpec spec) throws StartFailure {
        Map<String, String> environment = new LinkedHashMap<>(filled(spec.envDefaults()));
        for (ServerSpec.SecretMention whole : spec.envFrom()) {
            environment.putAll(secret(whole.name()));
        }
        environment.putAll(filled(spec.env()));
        Map<String, String> headers =
                spec.source() instanceof ServerSource.Url url ? filled(url.headers()) : Map.of();
        return new InstanceStart(
                server,
                "",
                "",
                filled(spec.source()),
                spec.transport(),
                spec.listening(),
                spec.container(),
                spec.args(),
                environment,
                spec.workingDir(),
                headers);
    }

    private ServerSource filled(ServerSource source) throws StartFailure {
        if (!(source instanceof ServerSource.Url url)) {
            return source;
        }
        SignIn signIn = url.signIn();
        return new ServerSource.Url(
                url.url(),
                url.headers(),
                signIn.filled(
                        filled(signIn.clientId()),
                        filled(signIn.clientSecret()),
                        filled(signIn.clientKey())));
    }

    private Optional<String> filled(Optional<Value> value) throws StartFailure {
        return value.isEmpty() ? Optional.empty() : Optional.of(filled(value.get()));
    }

    private Map<String, String> filled(Map<String, Value> values) throws StartFailure {
        Map<String, String> filled = new LinkedHashMap<>();
        for (Map.Entry<String, Value> entry : values.entrySet()) {
            filled.put(entry.getKey(), filled(entry.getValue()));
        }
        return filled;
    }

    private String filled(Value value) throws StartFailure {
        return switch (value) {
            case Value.Literal(String text) -> text;
            case Value.SecretKey key ->
                    Optional.ofNullable(secret(key.secret()).get(key.key()))
                            .orElseThrow(() ->
                                    new StartFailure(
                                            "SecretKeyMissing",
                                            "secret \""
                                                    + key.secret()
                                                    + "\" has no key \""
                                                    + key.key()
                                                    + "\""));
        };
    }

    private Map<String, String> secret(String name) throws StartFailure {
        Map<String, String> known = opened.get(name);
        if (known == null) {
            Resource secret =
                    catalog.find(ResourceKey.global(Secrets.KIND.name(), name))
                            .orElseThrow(() ->
                                    new StartFailure(
                                            "SecretMissing",
                                            "secret \"" + name + "\" does not exist"));
            known = vault.open(String.valueOf(secret.metadata().uid()));
            opened.put(name, known);
        }
        return known;
    }
}
