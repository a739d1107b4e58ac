package dev.mcpctl.cli;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.cli.context.GlobalOptions;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.print.Streams;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs mcpctl in this process, with an environment, a directory and a home of its own. */
public final class Shell {
    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";
    private boolean isInteractive;

    /**
     * What a command line did.
     *
     * @param out and {@code err} as text; {@code both} in the order written
     */
    public record Run(int exitCode, String out, String err, String both) {}

    public Shell(Path directory) {
        this.directory = directory;
        environment.put(Home.VARIABLE, directory.resolve("home").toString());
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("TMPDIR", directory.toString());
    }

    public Shell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public Shell on(ScriptedDaemon daemon) {
        return with("MCPD_URL", daemon.url()).with("MCPCTL_TOKEN", ScriptedDaemon.TOKEN);
    }

    public Shell typing(String text) {
        input = text;
        return this;
    }

    public Shell onTerminal() {
        isInteractive = true;
        return this;
    }

    public Path directory() {
        return directory;
    }

    public Run run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        Streams streams =
                new Streams(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        tee(out, both),
                        tee(err, both),
                        () -> isInteractive);
        Invocation invocation =
                new Invocation(environment, directory, streams, new GlobalOptions());
        int exitCode = Mcpctl.run(invocation, words);
        return new Run(exitCode, text(out), text(err), text(both));
    }

    private static PrintStream tee(ByteArrayOutputStream one, ByteArrayOutputStream other) {
        return Streams.utf8(
                new java.io.OutputStream() {
                    @Override
                    public void write(int octet) {
                        one.write(octet);
                        other.write(octet);
                    }
                });
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
