package dev.mcpctl.cli.up;

/** Waits between two looks at something that does not announce itself. */
final class Pause {
    private Pause() {}

    /** False when the thread was interrupted: stop waiting. */
    static boolean of(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
