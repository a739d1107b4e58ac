package dev.mcpctl.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.OutputStream;

class StandardOutputTest {
    private static StandardOutput failingWith(String message) {
        return new StandardOutput(
                new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        throw new IOException(message);
                    }
                });
    }

    @Test
    void aReaderWhoWentAwayIsNoFailure() {
        StandardOutput out = failingWith("Broken pipe");
        out.println("x");

        assertThat(out.failure()).isEmpty();
        assertThat(out.checkError()).isTrue();
    }

    @Test
    void aFullDiskIsOne() {
        StandardOutput out = failingWith("No space left on device");
        out.println("x");

        assertThat(out.failure()).contains("No space left on device");
    }
}
