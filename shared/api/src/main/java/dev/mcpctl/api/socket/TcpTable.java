package dev.mcpctl.api.socket;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The kernel's table of TCP sockets, {@code /proc/net/tcp} and {@code tcp6} (proc(5)): whose the
 * other end of a connection is, and who listens on a port. Reads files, so not for event loops.
 */
public final class TcpTable {
    private static final List<Path> FILES =
            List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String ESTABLISHED = "01";
    private static final String LISTEN = "0A";
    // Columns, counted from 0; "sl" is the first.
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int UID = 7;
    private static final int INODE = 9;

    private record Row(String local, String remote, String state, int uid, long inode) {}

    private TcpTable() {}

    /**
     * The user whose process holds the client's end of a connection to us. Empty when no living
     * socket on this machine is that end: a closed one stays in the table for a while, as the
     * property of user 0 and without an inode.
     */
    public static Optional<Integer> ownerOf(InetSocketAddress client, InetSocketAddress server) {
        Set<String> locals = spellings(client);
        Set<String> remotes = spellings(server);
        return find(row ->
                        row.state().equals(ESTABLISHED)
                                && row.inode() != 0
                                && locals.contains(row.local())
                                && remotes.contains(row.remote()))
                .map(Row::uid);
    }

    /**
     * The process that listens on a port, as {@code nginx (pid 7)}; empty when it is not ours to
     * see.
     */
    public static Optional<String> listenerOn(int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        return find(row -> row.state().equals(LISTEN) && row.local().endsWith(suffix))
                .flatMap(row -> holderOf(row.inode()));
    }

    private static Optional<Row> find(Predicate<Row> wanted) {
        for (Path file : FILES) {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String[] columns = line.strip().split("\\s+", INODE + 2);
                    if (columns.length > INODE && columns[LOCAL].indexOf(':') > 0) {
                        Row row = row(columns);
                        if (wanted.test(row)) {
                            return Optional.of(row);
                        }
                    }
                }
            } catch (IOException | NumberFormatException e) {
                // Without the table nobody is known by it.
            }
        }
        return Optional.empty();
    }

    private static Row row(String[] columns) {
        return new Row(
                columns[LOCAL],
                columns[REMOTE],
                columns[STATE],
                Integer.parseInt(columns[UID]),
                Long.parseLong(columns[INODE]));
    }

    /** How the table may write an address: as IPv4, and as IPv4 in IPv6. */
    private static Set<String> spellings(InetSocketAddress socket) {
        String port = String.format(Locale.ROOT, ":%04X", socket.getPort());
        InetAddress address = socket.getAddress();
        byte[] bytes = address.getAddress();
        Set<String> all = new HashSet<>();
        all.add(hex(bytes) + port);
        if (bytes.length == 4) {
            all.add("0000000000000000FFFF0000" + hex(bytes) + port);
        }
        return all;
    }

    /** Each word of four bytes is written as the number it is on this machine. */
    private static String hex(byte[] address) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < address.length; word += 4) {
            for (int i = 3; i >= 0; i--) {
                text.append(String.format(Locale.ROOT, "%02X", address[word + i]));
            }
        }
        return text.toString();
    }

    private static Optional<String> holderOf(long inode) {
        String wanted = "socket:[" + inode + "]";
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, wanted)) {
                    String program = Files.readString(process.resolve("comm")).strip();
                    return Optional.of(program + " (pid " + process.getFileName() + ")");
                }
            }
        } catch (IOException e) {
            // It ended while we looked.
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, String socket) {
        try (var descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.readSymbolicLink(descriptor).toString().equals(socket)) {
                    return true;
                }
            }
        } catch (IOException | SecurityException e) {
            // Another user's, or gone.
        }
        return false;
    }
}
