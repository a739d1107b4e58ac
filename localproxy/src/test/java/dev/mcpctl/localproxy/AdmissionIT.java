package dev.mcpctl.localproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.api.home.Home;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who is let in, and how the others are told. */
final class AdmissionIT {
    @TempDir Path directory;

    private StandInDaemon daemon;
    private ProxyRun proxy;
    private ProxyClients clients;
    private Home home;

    @BeforeEach
    void start() {
        daemon = new StandInDaemon();
        home = new Home(directory.resolve("home"));
        proxy = new ProxyRun(home, daemon.environment());
        clients = new ProxyClients(proxy.port());
    }

    @AfterEach
    void stop() {
        clients.close();
        proxy.close();
        daemon.close();
    }

    @Test
    void aTokenThatMcpdRefusesIsNoMatterOfReach() throws Exception {
        Home other = new Home(directory.resolve("other"));
        Map<String, String> environment =
                Map.of(
                        "MCPLOCAL_PORT", "0",
                        "MCPD_URL", daemon.url(),
                        "MCPCTL_TOKEN", "wrong");
        try (ProxyRun refused = new ProxyRun(other, environment);
                ProxyClients clientsOfIt = new ProxyClients(refused.port())) {
            HttpResponse<String> answer =
                    clientsOfIt.post("/projects/p/call", "{\"tool\":\"one/echo\"}");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body())
                    .contains("mcpd at " + daemon.url() + " refuses the token of mcplocal")
                    .contains("the variable MCPCTL_TOKEN")
                    .doesNotContain("out of reach");
            await().untilAsserted(() ->
                    assertThat(clientsOfIt.get("/status").body()).contains("refuses the token"));
        }
    }

    @Test
    void aClientThatOffersHttp2IsAnsweredInHttp1() throws Exception {
        HttpRequest call =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + proxy.port()
                                                + "/projects/nosuch/call"))
                        .timeout(Duration.ofSeconds(10))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"tool\":\"a/b\"}"))
                        .build();

        try (HttpClient offersHttp2 = HttpClient.newHttpClient()) {
            offersHttp2.send(call, HttpResponse.BodyHandlers.ofString());
            var second = offersHttp2.send(call, HttpResponse.BodyHandlers.ofString());

            assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(second.statusCode()).isEqualTo(404);
        }
    }

    @Test
    @DisplayName("15. 96. A-46: foreign hosts, origins and sites are refused")
    void whatABrowserSendsFromElsewhereIsRefused() throws Exception {
        String own = "http://127.0.0.1:" + proxy.port();
        assertThat(clients.get("/status", "Origin", own).statusCode()).isEqualTo(200);
        assertThat(clients.get("/status", "Origin", "http://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(clients.get("/status", "Origin", "null").statusCode()).isEqualTo(403);
        assertThat(clients.get("/status", "Origin", "http://127.0.0.1:1").statusCode())
                .isEqualTo(403);
        assertThat(clients.get("/status", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(clients.get("/status", "Sec-Fetch-Site", "same-origin").statusCode())
                .isEqualTo(200);
        assertThat(raw("evil.example")).startsWith("HTTP/1.1 403");
        assertThat(raw("localhost:3200")).startsWith("HTTP/1.1 200");
        assertThat(raw("[::1]:3200")).startsWith("HTTP/1.1 200");
    }

    private String raw(String host) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            String request =
                    "GET /status HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    @DisplayName("A-46: another user of this machine needs the token")
    void anotherUserIsRefusedWithoutTheToken() throws Exception {
        Assumptions.assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "needs root, to act as another user");
        String token = Files.readString(home.run().resolve("mcplocal.token")).strip();
        String url = "http://127.0.0.1:" + proxy.port() + "/status";

        assertThat(as65534("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", url))
                .isEqualTo("401");
        assertThat(
                        as65534(
                                "curl",
                                "-s",
                                "-o",
                                "/dev/null",
                                "-w",
                                "%{http_code}",
                                "-H",
                                "Authorization: Bearer " + token,
                                url))
                .isEqualTo("200");
    }

    private static String as65534(String... command) throws Exception {
        List<String> words =
                new ArrayList<>(
                        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        words.addAll(List.of(command));
        Process process = new ProcessBuilder(words).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aBridgeOfAnUnknownProjectIsToldTheProblem() throws Exception {
        try (SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(proxy.socket()))) {
            channel.write(
                    java.nio.ByteBuffer.wrap(
                            "{\"project\":\"none\"}\n".getBytes(StandardCharsets.UTF_8)));
            String answer =
                    new BufferedReader(
                                    new InputStreamReader(
                                            Channels.newInputStream(channel),
                                            StandardCharsets.UTF_8))
                            .readLine();

            assertThat(answer).startsWith("{\"problem\":{").contains("none");
        }
    }

    @Test
    void theFilesSayWhoRunsAndAreOursAlone() throws Exception {
        assertThat(Files.readString(home.run().resolve("mcplocal.json")))
                .contains("\"port\":" + proxy.port(), "mcplocal.sock");
        for (String file : List.of("mcplocal.token", "mcplocal.sock")) {
            assertThat(Files.getPosixFilePermissions(home.run().resolve(file)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }

        proxy.close();

        assertThat(home.run().resolve("mcplocal.json")).doesNotExist();
    }
}
