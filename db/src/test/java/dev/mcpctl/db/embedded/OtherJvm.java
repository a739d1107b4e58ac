package dev.mcpctl.db.embedded;

import dev.mcpctl.db.DatabaseUnderTest;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Opens the server of a directory in a JVM of its own, says so, and waits to be killed. */
public final class OtherJvm {
    private OtherJvm() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path directory = Path.of(arguments[0]);
        try {
            EmbeddedPostgres server =
                    EmbeddedPostgres.start(
                            directory.resolve("pg"),
                            DatabaseUnderTest.cache(),
                            directory.resolve("log"));
            System.out.println("open " + server.pid());
            new CountDownLatch(1).await();
        } catch (RuntimeException e) {
            System.out.println("refused " + e.getMessage());
        }
    }

    static Process start(Path directory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherJvm.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The first line that begins with one of its two words. */
    static String answer(Process process) throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("open ") || line.startsWith("refused ")) {
                return line;
            }
        }
        return "ended";
    }
}
