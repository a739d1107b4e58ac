package dev.mcpctl.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A file of command lines and what they print. Lines that begin with {@code $} are run; what
 * follows them is the output, standard and error in the order written, and {@code [exit N]} when
 * the code is not 0. Of the shell it knows quotes, {@code |}, {@code > FILE} behind a command,
 * {@code cat > FILE <<END}, {@code export NAME=VALUE}, {@code $NAME}, and a backslash at the end of
 * a line that goes on in the next. mcpctl runs in this process, any other program beside it. A line
 * that begins with {@code #} is a comment.
 */
public final class Transcript {
    private static final boolean IS_UPDATING = Boolean.getBoolean("transcripts.update");
    private static final String HERE = " <<END";
    private static final String EXPORT = "export ";

    private final Path file;
    private final Shell shell;
    private final UnaryOperator<String> normalised;
    private final Map<String, String> variables = new HashMap<>();
    private Runnable beforeEach = () -> {};

    /**
     * @param normalised makes clocks, ids and ports of an output the same in every run
     */
    public Transcript(Path file, Shell shell, UnaryOperator<String> normalised) {
        this.file = file;
        this.shell = shell;
        this.normalised = normalised;
    }

    /** A variable that commands and written files may use; mcpctl does not see it. */
    public Transcript with(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** What happens before each command, such as waiting for what the last one began. */
    public Transcript beforeEach(Runnable action) {
        beforeEach = action;
        return this;
    }

    /** What the file should be; written there too when it is being updated. */
    public String replay() throws IOException {
        StringBuilder replayed = new StringBuilder();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("#") || (line.isEmpty() && isBeforeCommand(lines, i))) {
                replayed.append(line).append('\n');
                continue;
            }
            if (!line.startsWith("$ ")) {
                continue; // the output as it was
            }
            replayed.append(line).append('\n');
            String command = line.substring(2);
            while (command.endsWith("\\")) {
                i++;
                replayed.append(lines.get(i)).append('\n');
                command = command.substring(0, command.length() - 1) + lines.get(i).strip();
            }
            if (command.endsWith(HERE)) {
                i = writeFile(command, lines, i, replayed);
            } else if (command.startsWith(EXPORT)) {
                String[] assignment =
                        words(command.substring(EXPORT.length())).getFirst().split("=", 2);
                shell.with(assignment[0], assignment[1]);
            } else {
                beforeEach.run();
                replayed.append(run(expanded(command)));
            }
        }
        if (IS_UPDATING) {
            Files.writeString(file, replayed);
        }
        return replayed.toString();
    }

    /** An empty line divides; one inside an output belongs to the output. */
    private static boolean isBeforeCommand(List<String> lines, int at) {
        int next = at + 1;
        return next < lines.size()
                && (lines.get(next).startsWith("$ ") || lines.get(next).startsWith("#"));
    }

    private int writeFile(String command, List<String> lines, int at, StringBuilder replayed)
            throws IOException {
        String name = command.substring("cat > ".length(), command.length() - HERE.length());
        StringBuilder text = new StringBuilder();
        int i = at + 1;
        while (!lines.get(i).equals("END")) {
            text.append(lines.get(i)).append('\n');
            i++;
        }
        replayed.append(text).append("END\n");
        Path target = shell.directory().resolve(name);
        Files.createDirectories(target.getParent());
        Files.writeString(target, expanded(text.toString()).replace("\\t", "\t"));
        return i;
    }

    private String expanded(String text) {
        String expanded = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            expanded = expanded.replace("$" + variable.getKey(), variable.getValue());
        }
        return expanded;
    }

    private String run(String command) throws IOException {
        StringBuilder shown = new StringBuilder();
        String input = "";
        int exitCode = 0;
        List<String> stages = List.of(command.split(" \\| ", -1));
        for (int stage = 0; stage < stages.size(); stage++) {
            List<String> words = words(stages.get(stage));
            int redirect = words.indexOf(">");
            List<String> arguments = words.subList(1, redirect < 0 ? words.size() : redirect);
            Shell.Run run =
                    words.getFirst().equals("mcpctl")
                            ? shell.typing(input).run(arguments.toArray(String[]::new))
                            : other(words.subList(0, arguments.size() + 1), input);
            exitCode = run.exitCode();
            input = run.out();
            if (redirect >= 0) {
                Files.writeString(shell.directory().resolve(words.get(redirect + 1)), run.out());
            }
            boolean isShown = stage == stages.size() - 1 && redirect < 0;
            shown.append(normalised.apply(isShown ? run.both() : run.err()));
        }
        if (!shown.isEmpty() && shown.charAt(shown.length() - 1) != '\n') {
            shown.append('\n');
        }
        return shown + (exitCode == 0 ? "" : "[exit " + exitCode + "]\n");
    }

    private Shell.Run other(List<String> words, String input) throws IOException {
        Process program =
                new ProcessBuilder(words)
                        .directory(shell.directory().toFile())
                        .redirectErrorStream(true)
                        .start();
        program.outputWriter(StandardCharsets.UTF_8).append(input).close();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Shell.Run(program.onExit().join().exitValue(), output, "", output);
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean isWord = false;
        for (int i = 0; i < command.length(); i++) {
            char letter = command.charAt(i);
            if (quote != 0) {
                if (letter == quote) {
                    quote = 0;
                } else {
                    word.append(letter);
                }
            } else if (letter == '\'' || letter == '"') {
                quote = letter;
                isWord = true;
            } else if (letter == ' ') {
                if (isWord) {
                    words.add(word.toString());
                }
                word.setLength(0);
                isWord = false;
            } else {
                word.append(letter);
                isWord = true;
            }
        }
        if (isWord) {
            words.add(word.toString());
        }
        return words;
    }
}
