package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.server.ContainerSpec;
import dev.mcpctl.api.server.Listening;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.api.server.Transport;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a start depends on: two that are equal need no restart between them. Values of secrets
 * are in it, so that it is never shown whole.
 *
 * @param source a package has its version here, whether written or resolved
 * @param listening where it is to serve HTTP; empty for stdio and for what runs elsewhere
 * @param container how it is held, where it runs in one
 * @param environment what the server's spec declares, secrets filled in
 * @param workingDir null: a directory of the server's own
 * @param headers of every request to a url, secrets filled in
 */
public record InstanceStart(
        String server,
        String instance,
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

    public InstanceStart named(String newInstance) {
        return with(newInstance, source);
    }

    /** The same from a source that is known more exactly. */
    public InstanceStart from(ServerSource exact) {
        return with(instance, exact);
    }

    private InstanceStart with(String newInstance, ServerSource newSource) {
        return new InstanceStart(
                server,
                newInstance,
                newSource,
                transport,
                listening,
                container,
                args,
                environment,
                workingDir,
                headers);
    }

    /** Whether both would start the same, whatever the instances are called. */
    public boolean isSameAs(InstanceStart other) {
        return equals(other.named(instance));
    }

    @Override
    public String toString() {
        return "InstanceStart[" + instance + " of " + server + ", " + source.label() + ", ***]";
    }
}
