package dev.mcpctl.cli.bridge;

import java.io.IOException;
import java.io.OutputStream;

/** The way to the client: whole lines, from any thread. */
final class ClientOutput {
    /** The client does not read any more. */
    static final class GoneException extends Exception {
        private static final long serialVersionUID = 1L;

        GoneException(IOException cause) {
            super("the client is gone", cause);
        }
    }

    private final OutputStream out;

    ClientOutput(OutputStream out) {
        this.out = out;
    }

    void write(byte[] line) throws GoneException {
        write(line, 0, line.length);
    }

    synchronized void write(byte[] bytes, int offset, int length) throws GoneException {
        try {
            out.write(bytes, offset, length);
            out.flush();
        } catch (IOException e) {
            throw new GoneException(e);
        }
    }
}
