package dev.mcpctl.cli.print;

import org.jspecify.annotations.Nullable;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Results in UTF-8. Remembers why it could not write, so that a reader who went away (no failure)
 * can be told from a disk that is full (one: half an answer must not look like a whole one).
 */
public final class StandardOutput extends PrintStream {
    private static final int BUFFER_BYTES = 1 << 14;

    private final Recorder recorder;

    public StandardOutput(OutputStream bytes) {
        this(new Recorder(bytes));
    }

    private StandardOutput(Recorder recorder) {
        super(new BufferedOutputStream(recorder, BUFFER_BYTES), false, StandardCharsets.UTF_8);
        this.recorder = recorder;
    }

    /** Why results were lost; empty when none were, or when nobody reads them any more. */
    public Optional<String> failure() {
        flush();
        return Optional.ofNullable(recorder.failure)
                .filter(message -> !message.contains("Broken pipe"));
    }

    private static final class Recorder extends FilterOutputStream {
        private @Nullable String failure;

        Recorder(OutputStream bytes) {
            super(bytes);
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            try {
                out.write(octets, offset, length);
            } catch (IOException e) {
                if (failure == null) {
                    failure = String.valueOf(e.getMessage());
                }
                throw e;
            }
        }
    }
}
