package dev.mcpctl.daemon;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Which installation and which of its nodes this home is: what marks the processes that it starts.
 */
record NodeIdentity(UUID installation, UUID node) {
    /**
     * The home as part of the installation that a database is of. What the home lacks is written;
     * one that was part of another installation becomes part of this one, as the same node.
     */
    static NodeIdentity join(Home home, UUID installation) {
        Optional<UUID> known = read(home.installation());
        if (known.isEmpty() || !known.get().equals(installation)) {
            write(home, home.installation(), installation);
        }
        UUID node = read(home.node()).orElseGet(() -> write(home, home.node(), UUID.randomUUID()));
        return new NodeIdentity(installation, node);
    }

    /** What the home was part of last; empty when it never was part of any. */
    static Optional<NodeIdentity> last(Home home) {
        return read(home.installation())
                .flatMap(installation ->
                        read(home.node()).map(node -> new NodeIdentity(installation, node)));
    }

    private static Optional<UUID> read(Path file) {
        try {
            return Optional.of(UUID.fromString(Files.readString(file).strip()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new Problem(ProblemType.LOCAL, "cannot read " + file + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new Problem(ProblemType.LOCAL, file + ": expected a UUID", e);
        }
    }

    private static UUID write(Home home, Path file, UUID id) {
        home.writePrivate(file, (id + "\n").getBytes(StandardCharsets.US_ASCII));
        return id;
    }
}
