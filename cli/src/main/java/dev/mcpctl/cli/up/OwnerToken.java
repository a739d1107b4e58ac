package dev.mcpctl.cli.up;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.Timeouts;
import dev.mcpctl.api.home.Context;
import dev.mcpctl.api.home.Credentials;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.api.home.StartRecord;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The token of the owner of this home at its own mcpd. */
final class OwnerToken {
    private static final long LIMIT_SECONDS = 60;

    private final Home home;

    OwnerToken(Home home) {
        this.home = home;
    }

    /**
     * Makes another token when the home has lost its own: who can read the key of the database owns
     * the installation anyway.
     *
     * @return whether it did
     */
    boolean restore() {
        Optional<URI> url =
                RunFile.alive(home, Program.MCPD).flatMap(file -> Optional.ofNullable(file.url()));
        if (url.isEmpty() || !Files.isReadable(home.masterKey()) || isValid(url.get())) {
            return false;
        }
        new Credentials(home).put(Context.LOCAL, made());
        return true;
    }

    private boolean isValid(URI url) {
        Optional<String> token = new Credentials(home).token(Context.LOCAL);
        if (token.isEmpty()) {
            return false;
        }
        try {
            new DaemonClient(url, () -> token, Timeouts.DEFAULT).version();
            return true;
        } catch (Problem e) {
            if (e.type() == ProblemType.UNAUTHORIZED) {
                return false;
            }
            throw e;
        }
    }

    private String made() {
        Path file = home.run().resolve("new-token." + ProcessHandle.current().pid());
        StartRecord record =
                StartRecord.read(home)
                        .orElseThrow(() -> failed("it is not recorded how mcpd is started"));
        List<String> command =
                new ArrayList<>(record.programs().getOrDefault(Program.MCPD, List.of()));
        command.addAll(List.of("--new-token", file.toString()));
        ProcessBuilder maker =
                new ProcessBuilder(command)
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(home.log(Program.MCPD).toFile()));
        maker.environment().clear();
        maker.environment().putAll(record.environment());
        try {
            Process process = maker.start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw failed("it took longer than " + LIMIT_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw failed("see " + home.log(Program.MCPD));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is private, and lies where the token lies too.
        }
    }

    private static Problem failed(String why) {
        return new Problem(
                ProblemType.LOCAL,
                "this home has no valid token for its mcpd, and none could be made: " + why);
    }
}
