package dev.mcpctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One home, and the staged launcher run with it. */
public final class Installation implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Path home;
    private final Map<String, String> environment;
    private final HttpClient http = HttpClient.newHttpClient();

    /** How a command ended. */
    public record Result(int exitCode, String out, String err) {
        /** For messages of assertions. */
        @Override
        public String toString() {
            return "exit " + exitCode + "\nstdout:\n" + out + "\nstderr:\n" + err;
        }
    }

    /**
     * @param folder the home and the outputs of commands are made in it
     * @param environment beside what this process has; the ports are free ones
     */
    public Installation(Path folder, Map<String, String> environment) {
        this.home = folder.resolve("home");
        this.environment = environment;
    }

    public static Path launcher() {
        return Path.of(System.getProperty("mcpctl.stage", "target/stage"))
                .toAbsolutePath()
                .resolve("mcpctl");
    }

    public Path home() {
        return home;
    }

    /** Runs a command to its end. */
    public Result run(String... arguments) {
        return run(Path.of("").toAbsolutePath(), arguments);
    }

    /** Runs a command that must succeed. */
    public String done(String... arguments) {
        Result result = run(arguments);
        assertThat(result.exitCode()).as("%s: %s", List.of(arguments), result).isZero();
        return result.out();
    }

    Result run(Path directory, String... arguments) {
        try {
            Path out = Files.createTempFile(outputs(), "mcpctl", ".out");
            Path err = Files.createTempFile(outputs(), "mcpctl", ".err");
            Process process =
                    builder(arguments)
                            .directory(directory.toFile())
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "did not end: " + List.of(arguments) + "\n" + Files.readString(err));
            }
            Result result =
                    new Result(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private Path outputs() throws IOException {
        return Files.createDirectories(home.resolveSibling("outputs"));
    }

    /** A command whose streams the caller drives. */
    public ProcessBuilder builder(String... arguments) {
        List<String> line = new ArrayList<>(List.of(launcher().toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(name -> name.matches("(MCPCTL|MCPD|MCPLOCAL)_.*"));
        builder.environment().put("MCPCTL_HOME", home.toString());
        builder.environment().put("MCPD_PORT", "0");
        builder.environment().put("MCPLOCAL_PORT", "0");
        builder.environment().putAll(environment);
        return builder;
    }

    /** A record of {@code run/}, when it is there. */
    public Optional<JsonNode> record(String program) {
        try {
            return Optional.of(
                    JsonCodec.read(Files.readAllBytes(home.resolve("run/" + program + ".json"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public long pidOf(String program) {
        return record(program).orElseThrow().path("pid").asLong();
    }

    /** The base of mcplocal's endpoints as it is now; a restart may have moved the port. */
    public Optional<URI> localUrl() {
        return record("mcplocal").map(record -> URI.create(record.path("url").asText()));
    }

    /** One tool call through mcplocal's plain endpoint. */
    HttpResponse<String> call(String project, String tool, String arguments)
            throws IOException, InterruptedException {
        URI url =
                localUrl()
                        .orElseThrow(() -> new IOException("mcplocal is not running"))
                        .resolve("/projects/" + project + "/call");
        String body = "{\"tool\":\"" + tool + "\",\"arguments\":" + arguments + "}";
        return http.send(
                HttpRequest.newBuilder(url)
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** What mcpd answers to a GET of that path, asked with this home's own token. */
    HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(daemonUrl().resolve(path))
                        .header("Authorization", "Bearer " + token())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The base of mcpd's endpoints as it is now. */
    URI daemonUrl() {
        return URI.create(record("mcpd").orElseThrow().path("url").asText());
    }

    /** This home's own token for mcpd. */
    String token() throws IOException {
        return JsonCodec.read(Files.readAllBytes(home.resolve("credentials")))
                .at("/contexts/local/token")
                .asText();
    }

    /**
     * The living processes that were started for this home, found by their environment and folder.
     */
    List<String> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(this::isOfThisHome)
                .map(process -> process.pid() + " " + process.info().commandLine().orElse("?"))
                .toList();
    }

    private boolean isOfThisHome(ProcessHandle process) {
        Path entry = Path.of("/proc", Long.toString(process.pid()));
        try {
            String state = Files.readString(entry.resolve("stat"));
            if (state.substring(state.lastIndexOf(')')).startsWith(") Z")) {
                return false;
            }
            String environ =
                    Files.readString(entry.resolve("environ"), StandardCharsets.ISO_8859_1);
            return environ.contains("MCPCTL_HOME=" + home + "\0")
                    || Files.readSymbolicLink(entry.resolve("cwd")).startsWith(home);
        } catch (IOException e) {
            return false; // it ended, or it is somebody else's
        }
    }

    @Override
    public void close() {
        Result down = run("down");
        http.close();
        assertThat(down.exitCode()).as("down: %s", down).isZero();
    }
}
