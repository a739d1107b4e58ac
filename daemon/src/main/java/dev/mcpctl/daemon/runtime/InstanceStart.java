package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.api.server.Transport;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Everything a start depends on: two that are equal need no restart between them. Values of secrets
 * are in it, so that it is never shown whole.
 *
 * @param source a package has its version here, whether written or resolved
 * @param environment what the server's spec declares, secrets filled in
 * @param workingDir null: a directory of the server's own
 * @param headers of every request to a url, secrets filled in
 */
public record InstanceStart(
        String server,
        String instance,
        ServerSource source,
        Transport transport,
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
        return new InstanceStart(
                server, newInstance, source, transport, args, environment, workingDir, headers);
    }

    /** The same from a source that is known more exactly. */
    public InstanceStart from(ServerSource exact) {
        return new InstanceStart(
                server, instance, exact, transport, args, environment, workingDir, headers);
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
