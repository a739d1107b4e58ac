package dev.mcpctl.api.home;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tokens of the contexts, in the file {@code credentials}: read and replaced whole, one writer
 * at a time. A file that others may read is refused. {@code toString} shows no token.
 */
public final class Credentials {
    // Streaming only: the command line reads this file at each start and must not load databind.
    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(5);

    private final Home home;

    public Credentials(Home home) {
        this.home = home;
    }

    /**
     * The token of a context.
     *
     * @throws Problem LOCAL when the file may be read by others, or is not what we wrote
     */
    public Optional<String> token(String context) {
        return Optional.ofNullable(read().get(context));
    }

    /** Adds or replaces the token of a context. */
    public void put(String context, String token) {
        try (ProgramLock _ = ProgramLock.await(home, lock(), LOCK_LIMIT)) {
            Map<String, String> tokens = read();
            tokens.put(context, token);
            write(tokens);
        }
    }

    /** False when the context had none. */
    public boolean remove(String context) {
        try (ProgramLock _ = ProgramLock.await(home, lock(), LOCK_LIMIT)) {
            Map<String, String> tokens = read();
            if (tokens.remove(context) == null) {
                return false;
            }
            write(tokens);
            return true;
        }
    }

    private Path lock() {
        return home.run().resolve("lock.credentials");
    }

    private Map<String, String> read() {
        Map<String, String> tokens = new TreeMap<>();
        Path file = home.credentials();
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return tokens;
        }
        home.checkPrivate();
        Home.checkPrivateFile(file);
        try (JsonParser json = JSON.createParser(Files.readAllBytes(file))) {
            expect(json.nextToken(), JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isContexts = json.currentName().equals("contexts");
                json.nextToken();
                if (isContexts) {
                    readContexts(json, tokens);
                } else {
                    throw new IOException("unknown key \"" + json.currentName() + "\"");
                }
            }
        } catch (IOException e) {
            // The message of the parser may quote the content.
            throw new Problem(
                    ProblemType.LOCAL,
                    "cannot read "
                            + file
                            + ": expected {\"contexts\": {NAME: {\"token\": TOKEN}}}; remove it and log in again");
        }
        return tokens;
    }

    private static void readContexts(JsonParser json, Map<String, String> tokens)
            throws IOException {
        expect(json.currentToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String context = json.currentName();
            expect(json.nextToken(), JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isToken = json.currentName().equals("token");
                json.nextToken();
                if (isToken) {
                    expect(json.currentToken(), JsonToken.VALUE_STRING);
                    tokens.put(context, json.getText());
                } else {
                    json.skipChildren();
                }
            }
        }
    }

    private static void expect(JsonToken found, JsonToken wanted) throws IOException {
        if (found != wanted) {
            throw new IOException("expected " + wanted);
        }
    }

    private void write(Map<String, String> tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeObjectFieldStart("contexts");
            for (Map.Entry<String, String> entry : tokens.entrySet()) {
                json.writeObjectFieldStart(entry.getKey());
                json.writeStringField("token", entry.getValue());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        home.writePrivate(home.credentials(), bytes.toByteArray());
    }

    @Override
    public String toString() {
        return "Credentials[" + home.credentials() + "]";
    }
}
