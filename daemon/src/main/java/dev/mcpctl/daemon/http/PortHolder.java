package dev.mcpctl.daemon.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The process that listens on a port.
 *
 * @param program its command, as the system names it
 */
public record PortHolder(long pid, String program) {
    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    /** Empty when nobody listens, or when it is another user's process. */
    public static Optional<PortHolder> of(int port) {
        return Stream.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))
                .flatMap(table -> inodes(table, port).stream())
                .flatMap(inode -> holder(inode).stream())
                .findFirst();
    }

    private static List<String> inodes(Path table, int port) {
        String suffix = String.format(":%04X", port);
        try (Stream<String> rows = Files.lines(table, StandardCharsets.US_ASCII)) {
            return rows.map(row -> row.strip().split("\\s+"))
                    .filter(fields -> fields.length > INODE)
                    .filter(fields -> fields[LOCAL_ADDRESS].endsWith(suffix))
                    .filter(fields -> fields[STATE].equals(LISTENING))
                    .map(fields -> fields[INODE])
                    .toList();
        } catch (IOException e) {
            return List.of(); // without IPv6 there is no such table
        }
    }

    private static Optional<PortHolder> holder(String inode) {
        Path socket = Path.of("socket:[" + inode + "]");
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, socket)) {
                    long pid = Long.parseLong(process.getFileName().toString());
                    return Optional.of(
                            new PortHolder(pid, Files.readString(process.resolve("comm")).strip()));
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // it ended while we looked
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Path socket) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (isLinkTo(descriptor, socket)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // another user's, or gone
        }
        return false;
    }

    private static boolean isLinkTo(Path descriptor, Path socket) {
        try {
            return Files.readSymbolicLink(descriptor).equals(socket);
        } catch (IOException e) {
            return false; // closed while we looked
        }
    }
}
