package dev.mcpctl.mcp.fuzz;

import dev.mcpctl.mcp.face.ClientsFuzzTarget;
import dev.mcpctl.mcp.line.FramingFuzzTarget;
import dev.mcpctl.mcp.message.EnvelopeFuzzTarget;
import dev.mcpctl.mcp.upstream.CallersFuzzTarget;
import dev.mcpctl.mcp.upstream.EventStreamFuzzTarget;
import dev.mcpctl.mcp.wire.HeaderFuzzTarget;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that reads what strangers wrote. Each has seeds, inputs that once failed among them, in a
 * folder of {@code src/test/resources/fuzz}.
 */
enum FuzzTarget {
    FRAMING("framing", FramingFuzzTarget.class, 100),
    ENVELOPE("envelope", EnvelopeFuzzTarget.class, 200),
    EVENTS("events", EventStreamFuzzTarget.class, 200),
    HEADERS("headers", HeaderFuzzTarget.class, 200),
    CLIENTS("clients", ClientsFuzzTarget.class, 20),
    CALLERS("callers", CallersFuzzTarget.class, 20);

    private static final Path SEEDS = Path.of("src/test/resources/fuzz");

    final String label;
    final Class<?> type;
    final int mutationsPerSeed;

    FuzzTarget(String label, Class<?> type, int mutationsPerSeed) {
        this.label = label;
        this.type = type;
        this.mutationsPerSeed = mutationsPerSeed;
    }

    /** Throws when what holds for every input does not hold for this one. */
    void check(byte[] input) throws Exception {
        switch (this) {
            case FRAMING -> FramingFuzzTarget.fuzzerTestOneInput(input);
            case ENVELOPE -> EnvelopeFuzzTarget.fuzzerTestOneInput(input);
            case EVENTS -> EventStreamFuzzTarget.fuzzerTestOneInput(input);
            case HEADERS -> HeaderFuzzTarget.fuzzerTestOneInput(input);
            case CLIENTS -> ClientsFuzzTarget.fuzzerTestOneInput(input);
            case CALLERS -> CallersFuzzTarget.fuzzerTestOneInput(input);
        }
    }

    Path seedFolder() {
        return SEEDS.resolve(label);
    }

    List<Path> seeds() {
        try (Stream<Path> files = Files.list(seedFolder())) {
            return files.sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
