package dev.mcpctl.cli.create;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.cli.print.UsageError;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the values of a secret from wherever flags say; no message shows one. */
final class SecretData {
    private final Path directory;
    private final InputStream input;
    private final Map<String, String> values = new LinkedHashMap<>();
    private boolean isInputRead;

    SecretData(Path directory, InputStream input) {
        this.directory = directory;
        this.input = input;
    }

    Map<String, String> values() {
        return values;
    }

    void addData(String text) throws IOException {
        KeyValue pair = KeyValue.parse("--data", text);
        String value = pair.value();
        if (value.equals("-")) {
            put(pair.key(), withoutLineEnd(fromInput()));
        } else if (value.startsWith("@")) {
            put(pair.key(), withoutLineEnd(fromFile(Path.of(value.substring(1)))));
        } else {
            put(pair.key(), value);
        }
    }

    void addFile(String text) throws IOException {
        KeyValue pair = KeyValue.parse("--from-file", "PATH", text);
        put(pair.key(), fromFile(Path.of(pair.value())));
    }

    void addEnvironmentFile(Path file) throws IOException {
        int number = 0;
        for (String line : fromFile(file).lines().toList()) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw new Problem(ProblemType.LOCAL, file + ":" + number + ": expected KEY=VALUE");
            }
            put(text.substring(0, equals).strip(), text.substring(equals + 1));
        }
    }

    private void put(String key, String value) {
        if (values.putIfAbsent(key, value) != null) {
            throw new UsageError("the key \"" + key + "\" is given twice");
        }
    }

    private String fromInput() throws IOException {
        if (isInputRead) {
            throw new UsageError("--data: only one value can come from the input");
        }
        isInputRead = true;
        return text(input.readAllBytes(), "the input");
    }

    private String fromFile(Path file) throws IOException {
        return text(Files.readAllBytes(directory.resolve(file)), file.toString());
    }

    private static String text(byte[] bytes, String source) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new Problem(ProblemType.LOCAL, source + " is not UTF-8 text", e);
        }
    }

    private static String withoutLineEnd(String text) {
        int end = text.endsWith("\r\n") ? 2 : text.endsWith("\n") ? 1 : 0;
        return text.substring(0, text.length() - end);
    }
}
