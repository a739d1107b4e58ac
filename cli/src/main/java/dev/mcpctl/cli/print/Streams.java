package dev.mcpctl.cli.print;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The input and outputs of one command, in UTF-8 whatever the locale.
 *
 * @param in bytes as they come; read by the one command that asks for them
 * @param out results
 * @param err talk: notes, questions, errors
 * @param interactive whether a person sits at both ends; asked only when it matters
 */
public record Streams(
        InputStream in, PrintStream out, PrintStream err, BooleanSupplier interactive) {

    /** Those of this process. */
    public static Streams ofProcess() {
        return new Streams(
                System.in,
                new StandardOutput(new FileOutputStream(FileDescriptor.out)),
                utf8(new FileOutputStream(FileDescriptor.err)),
                Streams::isTerminal);
    }

    @SuppressWarnings("SystemConsoleNull") // it does, when the console of java.base is chosen
    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    public static PrintStream utf8(OutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }

    public boolean isInteractive() {
        return interactive.getAsBoolean();
    }

    /** Asks a question that only {@code y} or {@code yes} answers with yes. */
    public boolean confirms(String question) {
        err.print(question + " [y/N] ");
        err.flush();
        String answer = readLine().orElse("").strip();
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    }

    /** One line of input; empty at its end. */
    public Optional<String> readLine() {
        try {
            return Optional.ofNullable(
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                            .readLine());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Sends the results so far; false when nobody reads them any more. */
    public boolean flush() {
        return !out.checkError();
    }

    /** Sends what is buffered; why results were lost, if they were. */
    public Optional<String> finish() {
        err.flush();
        out.flush();
        return out instanceof StandardOutput output ? output.failure() : Optional.empty();
    }
}
