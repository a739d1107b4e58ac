package dev.mcpctl.api.home;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The directory of one user, and every path under it. Making a {@code Home} touches nothing; {@link
 * #create} makes the directory fit for use.
 */
public final class Home {
    public static final String VARIABLE = "MCPCTL_HOME";

    private static final String PRIVATE_FILE = "rw-------";
    private static final int LONGEST_NAME = 120; // of a user in the name of a file
    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<?> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PRIVATE);

    private final Path directory;

    public Home(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** {@code MCPCTL_HOME}, else {@code .mcpctl} in the user's own directory. */
    public static Home of(Map<String, String> environment) {
        String given = environment.getOrDefault(VARIABLE, "");
        if (!given.isEmpty()) {
            return new Home(Path.of(given));
        }
        String user = environment.getOrDefault("HOME", "");
        return new Home(
                Path.of(user.isEmpty() ? System.getProperty("user.home") : user, ".mcpctl"));
    }

    public Path directory() {
        return directory;
    }

    /** Contexts; no secrets. */
    public Path config() {
        return directory.resolve("config.yaml");
    }

    /** The token of each context, 0600. */
    public Path credentials() {
        return directory.resolve("credentials");
    }

    public Path run() {
        return directory.resolve("run");
    }

    /** {@code run/mcpd.json}: see {@link RunFile}. */
    public Path runFile(Program program) {
        return run().resolve(program.label() + ".json");
    }

    /** Held for life by the program: see {@link ProgramLock}. */
    public Path lock(Program program) {
        return run().resolve("lock." + program.label());
    }

    /** Held while a supervisor is being started, so that only one is. */
    public Path supervisorStartLock() {
        return run().resolve("lock.supervisor-start");
    }

    /** What {@code up} recorded: see {@link StartRecord}. */
    public Path startRecord() {
        return run().resolve("environment.json");
    }

    /** What opens mcplocal to who is no process of its user: one line, 0600. */
    public Path localProxyToken() {
        return run().resolve("mcplocal.token");
    }

    public Path logs() {
        return directory.resolve("logs");
    }

    /** {@code logs/mcpd.log}. */
    public Path log(Program program) {
        return logs().resolve(program.label() + ".log");
    }

    public Path postgresLog() {
        return logs().resolve("postgres.log");
    }

    /** What mcpd keeps on this machine. */
    public Path mcpd() {
        return directory.resolve("mcpd");
    }

    public Path postgres() {
        return mcpd().resolve("postgres");
    }

    public Path masterKey() {
        return mcpd().resolve("master.key");
    }

    /** The id of the installation that this home's processes belong to. */
    public Path installation() {
        return mcpd().resolve("installation");
    }

    /** The id of this home among the nodes of an installation. */
    public Path node() {
        return mcpd().resolve("node");
    }

    public Path packages() {
        return mcpd().resolve("packages");
    }

    /**
     * The working directory of one server under the process runtime.
     *
     * @param user of whose own the directory is, since an instance serves only them; empty:
     *     everybody's
     */
    public Path work(String server, String user) {
        String name = user.isEmpty() ? server : server + "@" + fileName(user);
        return mcpd().resolve("work").resolve(name);
    }

    private static String fileName(String user) {
        String name = URLEncoder.encode(user, UTF_8);
        return name.length() <= LONGEST_NAME
                ? name
                : name.substring(0, LONGEST_NAME)
                        + "-"
                        + UUID.nameUUIDFromBytes(user.getBytes(UTF_8));
    }

    public Path processes() {
        return mcpd().resolve("processes.json");
    }

    /**
     * Makes the directory, {@code run/} and {@code logs/}, all 0700. An existing home that others
     * may read is refused, but for an empty one, which is made private.
     *
     * @throws Problem LOCAL, in one line that names the path and {@code MCPCTL_HOME}
     */
    public Home create() {
        makeDirectory(directory);
        checkPrivate();
        makeDirectory(run());
        makeDirectory(logs());
        return this;
    }

    /**
     * Refuses a home that others may read; a home that does not exist is fine.
     *
     * @throws Problem LOCAL
     */
    public void checkPrivate() {
        try {
            if (!Files.exists(directory)) {
                return;
            }
            if (!Files.isDirectory(directory)) {
                throw unusable(directory, "it is a file; expected a directory");
            }
            if (isPrivate(directory)) {
                return;
            }
            if (isEmpty(directory)) {
                Files.setPosixFilePermissions(directory, PRIVATE);
                return;
            }
            throw unusable(
                    directory,
                    "it has mode "
                            + octal(directory)
                            + ", so others can get at what it holds; expected 0700: chmod 700 "
                            + directory);
        } catch (IOException e) {
            throw unusable(directory, reason(e));
        }
    }

    /**
     * A directory under this home, made 0700 with its parents when it is missing.
     *
     * @throws Problem LOCAL when it cannot be made or written to
     */
    public Path makeDirectory(Path wanted) {
        try {
            Files.createDirectories(wanted, PRIVATE_DIRECTORY);
        } catch (FileAlreadyExistsException e) {
            throw unusable(wanted, e.getFile() + " is a file; expected a directory");
        } catch (IOException e) {
            throw unusable(wanted, obstacle(wanted, e));
        }
        if (!Files.isWritable(wanted) || !Files.isExecutable(wanted)) {
            throw unusable(wanted, "user " + System.getProperty("user.name") + " may not write it");
        }
        return wanted;
    }

    /** Writes a file that only the user may read: see {@link AtomicFile}. */
    public void writePrivate(Path file, byte[] content) {
        makeDirectory(AtomicFile.directoryOf(file));
        try {
            AtomicFile.write(file, content, PRIVATE_FILE);
        } catch (IOException e) {
            throw unusable(file, reason(e));
        }
    }

    /**
     * Refuses a file that is a link, is not a plain file, or may be read by others.
     *
     * @throws Problem LOCAL
     */
    public static void checkPrivateFile(Path file) {
        try {
            if (Files.isSymbolicLink(file)) {
                throw new Problem(
                        ProblemType.LOCAL,
                        file + " is a symbolic link; expected a plain file of mode 0600");
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new Problem(ProblemType.LOCAL, file + " is not a plain file");
            }
            if (!isPrivate(file)) {
                throw new Problem(
                        ProblemType.LOCAL,
                        file
                                + " has mode "
                                + octal(file)
                                + ", so others can read the secrets in it; expected 0600: chmod 600 "
                                + file);
            }
        } catch (IOException e) {
            throw new Problem(ProblemType.LOCAL, "cannot read " + file + ": " + reason(e), e);
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    /** What stands in the way of a directory: perhaps a file where a parent should be. */
    private static String obstacle(Path wanted, IOException cause) {
        for (Path parent = wanted; parent != null; parent = parent.getParent()) {
            if (Files.exists(parent)) {
                return Files.isDirectory(parent)
                        ? "user "
                                + System.getProperty("user.name")
                                + " may not write "
                                + parent
                                + " ("
                                + reason(cause)
                                + ")"
                        : parent + " is a file; expected a directory";
            }
        }
        return reason(cause);
    }

    private static Problem unusable(Path path, String why) {
        return new Problem(
                ProblemType.LOCAL,
                "cannot use " + path + ": " + why + " (" + VARIABLE + " moves it)");
    }

    /** What went wrong, for people; the path is for the caller to say. */
    static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static boolean isPrivate(Path path) throws IOException {
        return PRIVATE.containsAll(Files.getPosixFilePermissions(path));
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            return !entries.iterator().hasNext();
        }
    }

    private static String octal(Path path) throws IOException {
        int mode = (Integer) Files.getAttribute(path, "unix:mode");
        return "0" + Integer.toOctalString(mode & 0777);
    }
}
