package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.exception.NotFoundException;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/** The files of a container that need not run, those of its volumes among them. */
final class ContainerFiles {
    private static final int MAX_FILE_BYTES = 1024 * 1024;

    private final Engine engine;
    private final String container;

    ContainerFiles(Engine engine, String container) {
        this.engine = engine;
        this.container = container;
    }

    /**
     * Unpacks an archive.
     *
     * @param directory one that is there; what is to be in a volume must be unpacked in it, not
     *     above
     */
    void put(String directory, Archive archive) throws IOException {
        engine.client()
                .copyArchiveToContainerCmd(container)
                .withRemotePath(directory)
                .withTarInputStream(new ByteArrayInputStream(archive.bytes()))
                .exec();
    }

    /** A file of at most 1 MiB; empty when it is not there. */
    Optional<byte[]> get(String path) throws IOException {
        try (TarArchiveInputStream tar = archive(path)) {
            return tar.getNextEntry() == null
                    ? Optional.empty()
                    : Optional.of(tar.readNBytes(MAX_FILE_BYTES));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /** Whether there is a file, and not a directory. */
    boolean has(String path) throws IOException {
        try (TarArchiveInputStream tar = archive(path)) {
            var first = tar.getNextEntry();
            return first != null && !first.isDirectory();
        } catch (NotFoundException e) {
            return false;
        }
    }

    private TarArchiveInputStream archive(String path) {
        return new TarArchiveInputStream(
                engine.client().copyArchiveFromContainerCmd(container, path).exec());
    }
}
