package dev.mcpctl.cli.up;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether what runs in the background outlives the session of the user who started it. */
final class Logout {
    private static final Path LOGIN = Path.of("/etc/systemd/logind.conf");
    private static final Path LOGIN_PARTS = Path.of("/etc/systemd/logind.conf.d");
    private static final Path LINGERING = Path.of("/var/lib/systemd/linger");

    private Logout() {}

    /** One line for the user. */
    static String notice(String user) {
        boolean isEnded =
                Files.isDirectory(Path.of("/run/systemd/system"))
                        && killsProcesses()
                        && !user.equals("root")
                        && !Files.exists(LINGERING.resolve(user));
        return isEnded
                ? "This machine ends what a user runs when he logs out, mcpctl's daemons too;"
                        + " to keep them: loginctl enable-linger "
                        + user
                : "It goes on when you log out, until mcpctl down or the end of this machine.";
    }

    /** logind's default, as Debian and most others have it, is not to. */
    private static boolean killsProcesses() {
        boolean kills = setting(LOGIN, false);
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(LOGIN_PARTS, "*.conf")) {
            for (Path part : parts) {
                kills = setting(part, kills);
            }
        } catch (IOException e) {
            // There are none.
        }
        return kills;
    }

    private static boolean setting(Path file, boolean otherwise) {
        boolean kills = otherwise;
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.strip().startsWith("KillUserProcesses=")) {
                    kills = line.strip().endsWith("=yes");
                }
            }
        } catch (IOException e) {
            // Then the default holds.
        }
        return kills;
    }
}
