package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.server.ContainerSpec;
import dev.mcpctl.api.server.Listening;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.api.server.Transport;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything a start depends on: two that are equal need no restart between them. Values of secrets
 * are in it, so that it is never shown whole.
 *
 * @param user whom alone it serves, in whatever conversation; empty: everybody
 * @param source a package has its version here, whether written or resolved
 * @param listening where it is to serve HTTP; empty for stdio and for what runs elsewhere
 * @param container how it is held, where it runs in one
 * @param environment what the server's spec declares, secrets filled in
 * @param workingDir null: a directory of the server's own, and of the user's
 * @param headers of every request to a url, secrets filled in
 */
public record InstanceStart(
        String server,
        String instance,
        String user,
        ServerSource source,
        Transport transport,
        Optional<Listening> listening,
        ContainerSpec container,
        List<String> args,
        Map<String, String> environment,
        @Nullable String workingDir,
        Map<String, String> headers) {
    public InstanceStart {
        args = List.copyOf(args);
        environment = Map.copyOf(environment);
        headers = Map.copyOf(headers);
    }

    /** The same as an instance of that name, which serves one user alone, or everybody. */
    public InstanceStart named(String newInstance, String forUser) {
        return with(newInstance, forUser, source);
    }

    /** The same from a source that is known more exactly. */
    public InstanceStart from(ServerSource exact) {
        return with(instance, user, exact);
    }

    private InstanceStart with(String newInstance, String newUser, ServerSource newSource) {
        return new InstanceStart(
                server,
                newInstance,
                newUser,
                newSource,
                transport,
                listening,
                container,
                args,
                environment,
                workingDir,
                headers);
    }

    /** Whether both would start the same, whatever the instances are called and whom they serve. */
    public boolean isSameAs(InstanceStart other) {
        return equals(other.named(instance, user));
    }

    /** The same for all of which {@link #isSameAs} is true; no secret. */
    public String fingerprint() {
        List<String> parts = new ArrayList<>(List.of(server, source.toString(), transport.label()));
        parts.add(listening.toString());
        parts.add(container.toString());
        parts.add(args.toString());
        parts.add(new TreeMap<>(environment).toString());
        parts.add(String.valueOf(workingDir));
        parts.add(new TreeMap<>(headers).toString());
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "InstanceStart[" + instance + " of " + server + ", " + source.label() + ", ***]";
    }
}
