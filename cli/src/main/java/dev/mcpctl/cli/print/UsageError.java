package dev.mcpctl.cli.print;

/** A wrong command line: exit code 2. The message is one line, without {@code error:}. */
public final class UsageError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageError(String message) {
        super(message);
    }
}
