package dev.mcpctl.daemon.runtime.docker;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/** A small archive of directories and files, in the order in which they are unpacked. */
final class Archive {
    private static final int DIRECTORY = 0_040_000;
    private static final int FILE = 0_100_000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

    /** Who owns something, by number. */
    record Owner(int user, int group) {
        static final Owner ROOT = new Owner(0, 0);

        /** Of a user as a server's spec has it; empty for one that is named. */
        static Optional<Owner> of(String written) {
            String[] ids = ContainerRecipe.user(written).split(":", 2);
            return ids.length == 2 && ids[0].matches("[0-9]{1,9}") && ids[1].matches("[0-9]{1,9}")
                    ? Optional.of(new Owner(Integer.parseInt(ids[0]), Integer.parseInt(ids[1])))
                    : Optional.empty();
        }
    }

    /**
     * Adds a directory, which is made or changed where it is unpacked.
     *
     * @param permissions the last nine bits
     */
    Archive directory(String name, Owner owner, int permissions) throws IOException {
        return entry(name + "/", owner, DIRECTORY | permissions, new byte[0]);
    }

    /** Adds a file of root's that everybody can read. */
    Archive file(String name, byte[] content) throws IOException {
        return entry(name, Owner.ROOT, FILE | 0_644, content);
    }

    private Archive entry(String name, Owner owner, int mode, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setIds(owner.user(), owner.group());
        entry.setMode(mode);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
        return this;
    }

    /** All of it; nothing can be added any more. */
    byte[] bytes() throws IOException {
        tar.close();
        return bytes.toByteArray();
    }
}
