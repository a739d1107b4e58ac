package dev.mcpctl.db.embedded;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.tukaani.xz.XZInputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * PostgreSQL's programs on disk, unpacked from the class path into a folder of a cache that is
 * named by the archive's checksum.
 *
 * @param home holds {@code bin}, {@code lib} and {@code share}
 */
record Programs(Path home) {
    /** The major version in the archive; it decides which data directories can be opened. */
    static final String MAJOR = "18";

    private static final ReentrantLock ONE_AT_A_TIME =
            new ReentrantLock(); // a file lock tells processes apart, not threads
    private static final Set<PosixFilePermission> PLAIN =
            PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> EXECUTABLE =
            PosixFilePermissions.fromString("rwxr-xr-x");

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    /** Unpacks them unless the cache has them. Several processes may do this at once. */
    static Programs unpacked(Platform platform, Path cache) {
        URL archive = Programs.class.getResource("/" + platform.archive());
        if (archive == null) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "this build holds no PostgreSQL for this machine ("
                            + platform.archive()
                            + "); set MCPD_DATABASE_URL");
        }
        try {
            Path home = cache.resolve("postgres-" + MAJOR + "-" + checksum(archive));
            if (!Files.isDirectory(home)) {
                unpack(archive, cache, home);
            }
            return new Programs(home.toRealPath());
        } catch (IOException e) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "cannot unpack PostgreSQL into " + cache + ": " + e.getMessage(),
                    e);
        }
    }

    private static void unpack(URL archive, Path cache, Path home) throws IOException {
        Files.createDirectories(cache);
        ONE_AT_A_TIME.lock();
        try (FileChannel channel =
                        FileChannel.open(
                                cache.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (Files.isDirectory(home)) {
                return;
            }
            Path partial = cache.resolve(home.getFileName() + ".partial");
            deleteTree(partial); // left by an unpacking that was killed: we hold the lock
            Files.createDirectories(partial);
            Files.setPosixFilePermissions(partial, EXECUTABLE);
            try (InputStream in =
                    new XZInputStream(new BufferedInputStream(archive.openStream()))) {
                extract(new TarReader(in), partial);
            }
            Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    private static void extract(TarReader tar, Path root) throws IOException {
        for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
            Path path = root.resolve(entry.name()).normalize();
            if (!path.startsWith(root)) {
                throw new IOException("the archive leaves its folder: " + entry.name());
            }
            switch (entry.type()) {
                case DIRECTORY -> makeDirectory(path, root);
                case LINK -> {
                    makeDirectory(path.resolveSibling("."), root);
                    Files.createSymbolicLink(path, Path.of(entry.target()));
                }
                case FILE -> {
                    makeDirectory(path.resolveSibling("."), root);
                    Files.copy(tar.content(), path);
                    Files.setPosixFilePermissions(path, entry.isExecutable() ? EXECUTABLE : PLAIN);
                }
            }
        }
    }

    /** Readable for all whatever the umask: the server may run as another user. */
    private static void makeDirectory(Path path, Path root) throws IOException {
        Path directory = path.normalize();
        if (directory.equals(root) || Files.isDirectory(directory)) {
            return;
        }
        makeDirectory(directory.resolveSibling("."), root);
        Files.createDirectory(directory);
        Files.setPosixFilePermissions(directory, EXECUTABLE);
    }

    /** The jar's own checksum of the archive, so that 15 MB need not be read at each start. */
    private static String checksum(URL archive) throws IOException {
        if (archive.openConnection() instanceof JarURLConnection jar) {
            return Long.toHexString(jar.getJarEntry().getCrc());
        }
        CRC32 checksum = new CRC32();
        try (InputStream in = archive.openStream()) {
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                checksum.update(buffer, 0, count);
            }
        }
        return Long.toHexString(checksum.getValue());
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
