package dev.mcpctl.cli.claude;

import dev.mcpctl.api.home.AtomicFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** A file that is replaced whole, its former content kept beside it. */
final class ReplacedFile {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final String NEW_FILE = "rw-r--r--";

    private final Path file;

    ReplacedFile(Path file) {
        this.file = file;
    }

    /** Returns where the former content is; empty when there was none. */
    Optional<Path> write(String text) throws IOException {
        boolean isThere = Files.exists(file);
        Optional<Path> backup = isThere ? Optional.of(backup()) : Optional.empty();
        String mode =
                isThere
                        ? PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                        : NEW_FILE;
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8), mode);
        return backup;
    }

    private Path backup() throws IOException {
        String stamped =
                file.getFileName() + "." + LocalDateTime.now(ZoneId.systemDefault()).format(STAMP);
        for (int copy = 0; ; copy++) {
            Path backup = file.resolveSibling(stamped + (copy == 0 ? "" : "-" + copy) + ".bak");
            if (!Files.exists(backup)) {
                return Files.copy(file, backup, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
