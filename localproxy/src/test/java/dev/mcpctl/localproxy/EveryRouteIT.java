package dev.mcpctl.localproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.home.Home;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** What a web page could send us, on every route there is: a page of elsewhere gets nowhere. */
final class EveryRouteIT {
    @TempDir static Path directory;

    private static StandInDaemon daemon;
    private static ProxyRun proxy;

    @BeforeAll
    static void start() {
        daemon = new StandInDaemon();
        daemon.project("p", "slash", "one");
        proxy = new ProxyRun(new Home(directory.resolve("home")), daemon.environment());
    }

    @AfterAll
    static void stop() {
        proxy.close();
        daemon.close();
    }

    @ParameterizedTest
    @DisplayName("15. 96. foreign hosts, origins and sites are refused on every route")
    @ValueSource(
            strings = {
                "POST /projects/p/mcp",
                "GET /projects/p/mcp",
                "DELETE /projects/p/mcp",
                "OPTIONS /projects/p/mcp",
                "GET /projects/p/sse",
                "POST /projects/p/messages?sessionId=x",
                "POST /projects/p/call",
                "GET /inspect",
                "GET /status",
                "GET /nothing"
            })
    void whatAPageOfElsewhereSendsIsRefused(String route) throws IOException {
        String own = "localhost:" + proxy.port();

        assertRefused(answer(route, "evil.example"));
        assertRefused(answer(route, "localhost.evil.example:" + proxy.port()));
        assertRefused(answer(route, own, "Origin: http://evil.example"));
        assertRefused(answer(route, own, "Origin: https://" + own));
        assertRefused(answer(route, own, "Origin: null"));
        assertRefused(answer(route, own, "Sec-Fetch-Site: cross-site"));
        assertRefused(answer(route, own, "Sec-Fetch-Site: same-site"));
    }

    private static void assertRefused(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 403 ");
        assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("access-control");
    }

    /** On a raw socket: HTTP clients do not let one set these headers. */
    private static String answer(String route, String host, String... headers) throws IOException {
        String head =
                route
                        + " HTTP/1.1\r\nHost: "
                        + host
                        + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n"
                        + String.join("\r\n", headers)
                        + (headers.length == 0 ? "" : "\r\n")
                        + "\r\n{}";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
