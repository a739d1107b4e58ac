package dev.mcpctl.cli.bridge;

/** mcplocal, or this machine, says no, and asking again would not help. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
        super(reason);
    }
}
