package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.server.ServerSource.NpmPackage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * npm packages of this home: each version installed once, without its install scripts but for those
 * that are allowed by name, into a directory that appears complete or not at all. Any thread; two
 * installs at once, the rest wait.
 */
public final class NpmPackages {
    private static final Logger log = LoggerFactory.getLogger(NpmPackages.class);
    private static final String STAGING = ".staging-";
    private static final int MAX_RUNNING = 2;

    private final Path directory;
    private final NpmCommand npm;
    private final Limits limits;
    private final Semaphore running = new Semaphore(MAX_RUNNING, true);
    // One for each directory of a package, so that a second start of the same waits for the first.
    private final ConcurrentMap<Path, ReentrantLock> installing = new ConcurrentHashMap<>();

    /**
     * How long npm may take.
     *
     * @param view asking the registry for a version
     * @param install installing, install scripts included
     */
    public record Limits(Duration view, Duration install) {
        public static final Limits DEFAULT =
                new Limits(Duration.ofSeconds(60), Duration.ofMinutes(5));
    }

    /**
     * @param directory a directory for each version below it; what an interrupted install left
     *     there is removed
     */
    public NpmPackages(
            Path directory, ChildEnvironment environment, ProcessMarks marks, Limits limits) {
        this.directory = directory;
        this.npm = new NpmCommand(environment, marks, directory);
        this.limits = limits;
        removeStaging();
    }

    /** The newest version of a package, as its registry has it now. */
    public String resolve(String name) throws StartFailure, InterruptedException {
        makeDirectory();
        return NpmWords.version(
                name, bounded(NpmWords.viewing(name), limits.view(), NpmWords.view(name)));
    }

    /** Whether a package, whose version is given, is there. */
    public boolean isInstalled(NpmPackage wanted) {
        return Files.isDirectory(home(wanted));
    }

    /**
     * Sees to it that a package, whose version is given, is there.
     *
     * @throws StartFailure with npm's own last words
     */
    public void install(NpmPackage wanted) throws StartFailure, InterruptedException {
        if (isInstalled(wanted)) {
            return;
        }
        Path home = home(wanted);
        ReentrantLock lock = installing.computeIfAbsent(home, _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            if (!isInstalled(wanted)) {
                stage(wanted, home);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The script that {@code node} is to run.
     *
     * @throws StartFailure when the package is not installed, or it is not plain which program is
     *     meant
     */
    public Path program(NpmPackage wanted) throws StartFailure {
        Path own = home(wanted).resolve("node_modules").resolve(wanted.name());
        if (!Files.isDirectory(own)) {
            throw new StartFailure("NotInstalled", NpmWords.label(wanted) + " is not installed");
        }
        byte[] manifest;
        try {
            manifest = Files.readAllBytes(own.resolve(PackageProgram.MANIFEST));
        } catch (IOException e) {
            throw PackageProgram.unreadable(wanted, e);
        }
        Path program = PackageProgram.in(manifest, wanted);
        if (!Files.isRegularFile(own.resolve(program))) {
            throw PackageProgram.lacking(wanted, program);
        }
        return own.resolve(program);
    }

    private void stage(NpmPackage wanted, Path home) throws StartFailure, InterruptedException {
        makeDirectory();
        Path staging = directory.resolve(STAGING + UUID.randomUUID());
        String doing = NpmWords.installing(wanted);
        try {
            Files.createDirectory(staging);
            bounded(doing, limits.install(), NpmWords.install(wanted, staging.toString()));
            if (!wanted.allowScripts().isEmpty()) {
                bounded(
                        NpmWords.rebuilding(wanted),
                        limits.install(),
                        NpmWords.rebuild(wanted, staging.toString()));
            }
            Files.createDirectories(home.getParent());
            move(staging, home);
        } catch (IOException e) {
            throw new StartFailure("NpmFailed", doing + ": " + e.getMessage(), e);
        } finally {
            deleteQuietly(staging);
        }
    }

    private static void move(Path staging, Path home) throws IOException {
        try {
            Files.move(staging, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException(home + " is not on the file system of " + staging, e);
        }
    }

    private String bounded(String doing, Duration limit, List<String> arguments)
            throws StartFailure, InterruptedException {
        running.acquire();
        try {
            return npm.run(doing, limit, arguments);
        } finally {
            running.release();
        }
    }

    /** A package whose scripts ran is another one than the same without. */
    private Path home(NpmPackage wanted) {
        String scripts =
                wanted.allowScripts().stream()
                        .sorted()
                        .map(name -> name.replace('/', '~'))
                        .collect(Collectors.joining("+"));
        return directory.resolve(
                NpmWords.label(wanted) + (scripts.isEmpty() ? "" : "+scripts-" + scripts));
    }

    private void makeDirectory() throws StartFailure {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new StartFailure(
                    "NpmFailed", "cannot make " + directory + ": " + e.getMessage(), e);
        }
    }

    private void removeStaging() {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, STAGING + "*")) {
            left.forEach(NpmPackages::deleteQuietly);
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("directory", directory)
                    .log("cannot be listed: {}", e.getMessage());
        }
    }

    private static void deleteQuietly(Path staging) {
        try {
            Directories.delete(staging);
        } catch (IOException e) {
            log.atWarn().addKeyValue("directory", staging).log("not removed: {}", e.getMessage());
        }
    }
}
