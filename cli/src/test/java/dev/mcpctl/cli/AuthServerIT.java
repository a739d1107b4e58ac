package dev.mcpctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** {@code mcpctl auth server}, against a daemon that answers as it was told. */
class AuthServerIT {
    private static final String PATH = " /api/v1/servers/tracker/sign-in";
    private static final String STRANGER =
            "{\"server\":\"tracker\",\"account\":\"user:ann\",\"isSignedIn\":false,"
                    + "\"isAwaited\":true}";
    private static final String SIGNED_IN =
            "{\"server\":\"tracker\",\"account\":\"user:ann\",\"isSignedIn\":true,"
                    + "\"isAwaited\":false,\"issuer\":\"https://auth.example.com\","
                    + "\"isRenewable\":false,\"expires\":\"2026-11-22T10:00:00Z\","
                    + "\"version\":\"one\"}";
    private static final String ANN =
            "server \"tracker\": signed in as user:ann at https://auth.example.com until"
                    + " 2026-11-22T10:00:00Z\n";

    @TempDir Path directory;
    private ScriptedDaemon daemon;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        daemon = new ScriptedDaemon();
        shell = new Shell(directory).on(daemon);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void theLinkIsPrintedAndSomebodyIsWaitedFor() {
        daemon.on("GET" + PATH, STRANGER).on("GET" + PATH, STRANGER).on("GET" + PATH, SIGNED_IN);
        daemon.on(
                "POST" + PATH,
                STRANGER.replace("}", ",\"link\":\"http://127.0.0.1:3000/oauth/start/x\"}"));

        Shell.Run run = shell.run("auth", "server", "tracker");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .isEqualTo(
                        "Open this address to sign in to server \"tracker\":\n\n"
                                + "  http://127.0.0.1:3000/oauth/start/x\n\n"
                                + ANN);
    }

    @Test
    void aSignInThatHoldsIsLeftAlone() {
        daemon.on("GET" + PATH, SIGNED_IN);

        Shell.Run run = shell.run("auth", "server", "server/tracker");

        assertThat(run.out()).isEqualTo(ANN);
        assertThat(daemon.requests()).hasSize(1);
    }

    @Test
    void howItStandsIsSaid() {
        daemon.on("GET" + PATH, STRANGER);

        assertThat(shell.run("auth", "server", "tracker", "--status").out())
                .isEqualTo(
                        "server \"tracker\": not signed in as user:ann, which the server asks"
                                + " for\n");
    }

    @Test
    void aSignInIsRemoved() {
        daemon.on("DELETE" + PATH, "{\"isRemoved\":true}")
                .on("DELETE" + PATH, "{\"isRemoved\":false}");

        assertThat(shell.run("auth", "server", "tracker", "--remove").out())
                .isEqualTo("sign-in to server \"tracker\" removed\n");
        assertThat(shell.run("auth", "server", "tracker", "--remove").out())
                .isEqualTo("there was no sign-in to server \"tracker\"\n");
    }

    @Test
    void whatCannotBeIsOneLine() {
        daemon.on("GET" + PATH, STRANGER);
        daemon.refuse(
                "POST" + PATH,
                new Problem(
                        ProblemType.UPSTREAM,
                        "server \"tracker\" cannot be signed in to: it does not say where one"
                                + " would sign in"));

        Shell.Run run = shell.run("auth", "server", "tracker");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("it does not say where one would sign in");
        assertThat(shell.run("auth", "server", "tracker", "--again", "--remove").exitCode())
                .isEqualTo(2);
    }

    @Test
    void nobodyIsWaitedForWithoutEnd() {
        daemon.on("GET" + PATH, STRANGER);
        daemon.on("POST" + PATH, STRANGER.replace("}", ",\"link\":\"http://x/\"}"));

        Shell.Run run = shell.run("auth", "server", "tracker", "--timeout", "1s");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("nobody signed in to server \"tracker\" within 1 s");
    }
}
