package dev.mcpctl.daemon.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of one run: {@code 00000007-files-x2k9d.log}, and {@code ….log.1} for the older part.
 *
 * @param number grows from run to run of one server
 */
record RunFile(Path directory, long number, String instance) implements Comparable<RunFile> {
    private static final Pattern NAME = Pattern.compile("(\\d+)-(.+)\\.log");

    /** The run that a file of a server's directory belongs to; empty for an older part. */
    static Optional<RunFile> of(Path directory, Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches()
                ? Optional.of(new RunFile(directory, Long.parseLong(name.group(1)), name.group(2)))
                : Optional.empty();
    }

    Path current() {
        return directory.resolve("%08d-%s.log".formatted(number, instance));
    }

    Path older() {
        return directory.resolve("%08d-%s.log.1".formatted(number, instance));
    }

    /** Those that exist, oldest lines first. */
    List<Path> parts() {
        return Stream.of(older(), current()).filter(Files::exists).toList();
    }

    void delete() throws IOException {
        Files.deleteIfExists(older());
        Files.deleteIfExists(current());
    }

    @Override
    public int compareTo(RunFile other) {
        return Comparator.comparingLong(RunFile::number)
                .thenComparing(RunFile::instance)
                .compare(this, other);
    }
}
