package dev.mcpctl.localproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.mcp.message.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Who watches the traffic sees all of it, and slows nobody. */
final class InspectIT {
    @TempDir Path directory;

    private StandInDaemon daemon;
    private ProxyRun proxy;
    private ProxyClients clients;

    @BeforeEach
    void start() throws Exception {
        daemon = new StandInDaemon();
        daemon.project("p", "slash", "one", "two");
        proxy = new ProxyRun(new Home(directory.resolve("home")), daemon.environment());
        clients = new ProxyClients(proxy.port());
        await().until(() -> clients.modern("p", "tools/list", "", "").toString().contains("two/"));
    }

    @AfterEach
    void stop() {
        clients.close();
        proxy.close();
        daemon.close();
    }

    @Test
    @DisplayName("M-281, M-292: a watcher sees both sides of a call, under one id")
    void theTrafficShowsBothSidesOfACall() throws Exception {
        BlockingQueue<Json> seen = inspect();
        clients.modern("p", "tools/call", "\"name\":\"one/echo\"", "one/echo");

        List<Json> messages = new ArrayList<>();
        while (messages.size() < 4) {
            messages.add(seen.poll(10, TimeUnit.SECONDS));
        }
        assertThat(messages.stream().map(line -> line.text("stage").orElseThrow()))
                .containsExactly(
                        "client_request",
                        "upstream_request",
                        "upstream_response",
                        "client_response");
        assertThat(messages.stream().map(line -> line.get("id").orElseThrow()).distinct())
                .hasSize(1);
        assertThat(messages.get(0).toString())
                .contains("\"project\":\"p\"", "\"client\":\"claude-ai\"", "one/echo");
        assertThat(messages.get(3).toString()).contains("\"outcome\":\"ok\"", "one:echo");
    }

    @Test
    void theTrafficOfAnUnknownProjectIsRefused() throws Exception {
        HttpResponse<String> answer = clients.get("/inspect?project=nosuch");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("projects \\\"nosuch\\\" not found");
    }

    @Test
    @DisplayName("M-296: what passes in quick succession reaches a watcher together")
    void aWatcherIsNotWokenForEachMessage() throws Exception {
        try (Socket watcher = watcher();
                var lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        watcher.getInputStream(), StandardCharsets.UTF_8))) {
            while (!lines.readLine().equals(": watching")) {}
            long started = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                clients.modern("p", "tools/call", "\"name\":\"one/echo\"", "one/echo");
            }
            int chunks = 0;
            int messages = 0;
            while (messages < 200) {
                String line = lines.readLine();
                chunks += line.matches("[0-9a-f]+") ? 1 : 0;
                messages += line.startsWith("data: ") ? 1 : 0;
            }

            long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
            assertThat(chunks).isLessThanOrEqualTo((int) (millis / 40) + 2);
        }
    }

    @Test
    @DisplayName("M-296: a watcher that does not read slows nobody")
    void aStuckWatcherSlowsNoCall() throws Exception {
        String text = "x".repeat(200_000);
        daemon.server("one")
                .answers
                .put(
                        "tools/call",
                        _ ->
                                Json.parse(
                                        "{\"content\":[{\"type\":\"text\",\"text\":\""
                                                + text
                                                + "\"}]}"));
        try (Socket stuck = watcher()) {
            assertThat(stuck.getInputStream().read()).isEqualTo('H');

            long started = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                clients.modern("p", "tools/call", "\"name\":\"one/echo\"", "one/echo");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(Duration.ofSeconds(30));
        }
    }

    private BlockingQueue<Json> inspect() throws Exception {
        BlockingQueue<Json> seen = new LinkedBlockingQueue<>();
        HttpResponse<java.util.stream.Stream<String>> response =
                clients.http.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + proxy.port()
                                                        + "/inspect?project=p"))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
        Thread.ofVirtual()
                .start(() ->
                        response.body()
                                .filter(line -> line.startsWith("data: "))
                                .forEach(line -> seen.add(Json.parse(line.substring(6)))));
        return seen;
    }

    private Socket watcher() throws IOException {
        Socket watcher = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        watcher.getOutputStream()
                .write(
                        "GET /inspect HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
        return watcher;
    }
}
