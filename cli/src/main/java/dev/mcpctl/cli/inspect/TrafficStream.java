package dev.mcpctl.cli.inspect;

import dev.mcpctl.cli.context.LocalProxyConnection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The events of mcplocal's traffic. One thread. */
public final class TrafficStream implements AutoCloseable {
    private static final String DATA = "data:";

    private final InputStream bytes;
    private final BufferedReader lines;

    private TrafficStream(InputStream bytes) {
        this.bytes = bytes;
        this.lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    }

    /**
     * Begins to watch.
     *
     * @param project only that one; empty for all
     * @throws dev.mcpctl.api.problem.Problem NOT_FOUND for an unknown project, UNREACHABLE
     */
    public static TrafficStream open(LocalProxyConnection mcplocal, Optional<String> project) {
        return new TrafficStream(
                mcplocal.events(
                        "/inspect"
                                + project.map(name ->
                                                "?project=" + LocalProxyConnection.segment(name))
                                        .orElse("")));
    }

    /** The data of the next event, one line of JSON; empty when mcplocal has ended the stream. */
    public Optional<String> next() throws IOException {
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(DATA)) {
                int begin = line.startsWith(DATA + " ") ? DATA.length() + 1 : DATA.length();
                data.append(line, begin, line.length());
            } else if (line.isEmpty() && !data.isEmpty()) {
                return Optional.of(data.toString());
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
