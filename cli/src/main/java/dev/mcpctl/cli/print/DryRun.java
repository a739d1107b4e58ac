package dev.mcpctl.cli.print;

import org.jspecify.annotations.Nullable;

/** What {@code --dry-run} asks for. */
public enum DryRun {
    NONE(""),
    /** Nothing is sent that writes. */
    CLIENT(" (dry run)"),
    /** mcpd goes all the way but does not write. */
    SERVER(" (server dry run)");

    private final String suffix;

    DryRun(String suffix) {
        this.suffix = suffix;
    }

    /** What stands behind a message about something that was not done. */
    public String suffix() {
        return suffix;
    }

    /** What the option's value asks for; null: the option was not given. */
    public static DryRun of(@Nullable String word) {
        return switch (word) {
            case null -> NONE;
            case "none" -> NONE;
            case "client" -> CLIENT;
            case "server" -> SERVER;
            default ->
                    throw new UsageError(
                            "--dry-run: expected client or server, got \"" + word + "\"");
        };
    }
}
