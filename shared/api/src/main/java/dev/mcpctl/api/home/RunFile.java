package dev.mcpctl.api.home;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.mcpctl.api.problem.Problem;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What a running program says of itself in {@code run/NAME.json}, from when it listens until it
 * stops. A file left by a program that was killed names a process that is not alive.
 *
 * @param port 0 when it listens on none
 * @param socket a Unix socket, if it has one
 * @param build the build it was started from
 */
public record RunFile(
        ProcessIdentity process,
        int port,
        @Nullable Path socket,
        @Nullable URI url,
        String build,
        Instant startedAt) {
    // Streaming only: the command line reads this file at each start and must not load databind.
    private static final JsonFactory JSON = new JsonFactory();

    /** The running program's own record; {@code build} comes from the property mcpctl.build. */
    public static RunFile ofThisProcess(int port, @Nullable Path socket, @Nullable URI url) {
        return new RunFile(
                ProcessIdentity.ofThisProcess(), port, socket, url, Build.id(), Instant.now());
    }

    /** The file as it is, whether or not its process lives; empty when there is none. */
    public static Optional<RunFile> read(Home home, Program program) {
        try {
            return Optional.of(parse(Files.readAllBytes(home.runFile(program))));
        } catch (IOException e) {
            return Optional.empty(); // absent, or not ours: then nobody can be found by it
        }
    }

    /** The running program; empty when it does not run. */
    public static Optional<RunFile> alive(Home home, Program program) {
        return read(home, program).filter(RunFile::isAlive);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Call when the program listens.
     *
     * @throws Problem LOCAL when the home cannot be written
     */
    public void write(Home home, Program program) {
        home.writePrivate(home.runFile(program), toJson());
    }

    /** Call at a clean stop. A file that another process has written since stays. */
    public void remove(Home home, Program program) {
        Path file = home.runFile(program);
        if (read(home, program).filter(found -> found.process.equals(process)).isPresent()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // It names a process that is about to be gone, which says the same.
            }
        }
    }

    private byte[] toJson() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("pid", process.pid());
            json.writeNumberField("startTime", process.startTime());
            if (port != 0) {
                json.writeNumberField("port", port);
            }
            if (socket != null) {
                json.writeStringField("socket", socket.toString());
            }
            if (url != null) {
                json.writeStringField("url", url.toString());
            }
            json.writeStringField("build", build);
            json.writeStringField("startedAt", startedAt.toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static RunFile parse(byte[] text) throws IOException {
        long pid = 0;
        long startTime = 0;
        int port = 0;
        Path socket = null;
        URI url = null;
        String build = "";
        Instant startedAt = Instant.EPOCH;
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "pid" -> pid = json.getLongValue();
                    case "startTime" -> startTime = json.getLongValue();
                    case "port" -> port = json.getIntValue();
                    case "socket" -> socket = Path.of(json.getText());
                    case "url" -> url = URI.create(json.getText());
                    case "build" -> build = json.getText();
                    case "startedAt" -> startedAt = Instant.parse(json.getText());
                    default -> json.skipChildren();
                }
            }
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new IOException("not a run file", e);
        }
        return new RunFile(
                new ProcessIdentity(pid, startTime), port, socket, url, build, startedAt);
    }
}
