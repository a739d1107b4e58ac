package dev.mcpctl.api.home;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/**
 * The path of mcplocal's Unix socket: {@code run/mcplocal.sock}, or, where that is too long for the
 * system, a private directory elsewhere that {@code run/mcplocal.sock.path} names.
 */
public final class BridgeSocket {
    private static final int MAX_BYTES = 100; // the system's limit is 107; some of it is spare
    private static final String NAME = "mcplocal.sock";
    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rwx------");

    private BridgeSocket() {}

    /**
     * Where mcplocal is to bind; a path that is too long is replaced and recorded.
     *
     * @param environment {@code XDG_RUNTIME_DIR} is preferred to the temporary directory
     * @throws Problem LOCAL
     */
    public static Path toBind(Home home, Map<String, String> environment) {
        Path socket = home.run().resolve(NAME);
        try {
            if (fits(socket)) {
                Files.deleteIfExists(pointer(home));
                return socket;
            }
            Path recorded = toConnect(home);
            if (fits(recorded) && isPrivateDirectory(home, AtomicFile.directoryOf(recorded))) {
                return recorded;
            }
            Path parent = Path.of(environment.getOrDefault("XDG_RUNTIME_DIR", "/tmp"));
            if (!Files.isWritable(parent)
                    || !fits(parent.resolve("mcpctl-0123456789abcdefghij").resolve(NAME))) {
                parent = Path.of("/tmp");
            }
            Path elsewhere = Files.createTempDirectory(parent, "mcpctl-").resolve(NAME);
            home.writePrivate(pointer(home), (elsewhere + "\n").getBytes(StandardCharsets.UTF_8));
            return elsewhere;
        } catch (IOException e) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "no place for the socket " + socket + ": " + e.getMessage(),
                    e);
        }
    }

    /** Where a bridge finds mcplocal; nothing need be there. */
    public static Path toConnect(Home home) {
        try {
            return Path.of(Files.readString(pointer(home)).strip());
        } catch (IOException e) {
            return home.run().resolve(NAME);
        }
    }

    private static Path pointer(Home home) {
        return home.run().resolve(NAME + ".path");
    }

    private static boolean fits(Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }

    /** Somebody else could have put a directory where ours was removed. */
    private static boolean isPrivateDirectory(Home home, Path directory) throws IOException {
        return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && Files.isWritable(directory)
                && Files.getPosixFilePermissions(directory).equals(PRIVATE)
                && Files.getOwner(directory).equals(Files.getOwner(home.run()));
    }
}
