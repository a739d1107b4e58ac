package dev.mcpctl.daemon.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.daemon.Daemon;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** An mcpd in a process of its own, with the flags it has in production, and its REST API. */
final class McpdProcess implements AutoCloseable {
    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:-UsePerfData",
                    "-Xmx768m",
                    "-XX:+ExitOnOutOfMemoryError",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=deny");

    private final Path home;
    private final Process process;
    private final URI url;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private McpdProcess(Path home, Process process, URI url, String token) {
        this.home = home;
        this.process = process;
        this.url = url;
        this.token = token;
    }

    /** Returns when it listens. */
    static McpdProcess start(Path home, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command().add(java("java").toString());
        builder.command().addAll(FLAGS);
        builder.command()
                .addAll(
                        List.of(
                                "-cp",
                                System.getProperty("java.class.path"),
                                Daemon.class.getName()));
        builder.environment().keySet().removeIf(name -> name.matches("(MCPCTL|MCPD|DOCKER)_.*"));
        builder.environment().putAll(Map.of("MCPCTL_HOME", home.toString(), "MCPD_PORT", "0"));
        builder.environment().putAll(environment);
        Path log = home.resolveSibling(home.getFileName() + ".log");
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        boolean isUp = false;
        try {
            Path run = home.resolve("run/mcpd.json");
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> Files.exists(run) || !process.isAlive());
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            URI url = URI.create(JsonCodec.read(Files.readAllBytes(run)).path("url").asText());
            JsonNode credentials = JsonCodec.read(Files.readAllBytes(home.resolve("credentials")));
            String token = credentials.at("/contexts/local/token").asText();
            isUp = true;
            return new McpdProcess(home, process, url, token);
        } finally {
            if (!isUp) {
                process.destroy();
            }
        }
    }

    /** A program of the JDK that runs this. */
    static Path java(String program) {
        return Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin", program);
    }

    long pid() {
        return process.pid();
    }

    String token() {
        return token;
    }

    /** How containers of it are labelled. */
    String installation() throws IOException {
        return Files.readString(home.resolve("mcpd/installation")).strip();
    }

    URI uri(String path) {
        return url.resolve("/api/v1" + path);
    }

    JsonNode get(String path) {
        return answer(request(path).GET());
    }

    /** Creates a server of that spec. */
    void create(String name, JsonNode spec) {
        var body = JsonCodec.object();
        body.putObject("metadata").put("name", name);
        body.set("spec", spec);
        JsonNode _ =
                answer(
                        request("/servers")
                                .POST(HttpRequest.BodyPublishers.ofString(JsonCodec.text(body))));
    }

    void scale(String server, int replicas) {
        String patch = "{\"spec\":{\"replicas\":" + replicas + "}}";
        JsonNode _ =
                answer(
                        request("/servers/" + server)
                                .header("Content-Type", "application/merge-patch+json")
                                .method("PATCH", HttpRequest.BodyPublishers.ofString(patch)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(30));
    }

    private JsonNode answer(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
            return JsonCodec.read(response.body());
        } catch (IOException e) {
            throw new AssertionError("mcpd does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Ends it as {@code down} does. */
    @Override
    public void close() {
        client.close();
        process.destroy();
        boolean hasEnded = false;
        try {
            hasEnded = process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!hasEnded) {
            process.destroyForcibly();
        }
        assertThat(hasEnded).as("mcpd ends when it is told to").isTrue();
    }
}
