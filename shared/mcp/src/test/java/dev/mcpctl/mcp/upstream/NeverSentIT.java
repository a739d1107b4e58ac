package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

@Timeout(60)
class NeverSentIT {
    private static final Caller CALLER = new Caller("me", "", Revision.MODERN, false);
    private static final UpstreamSettings SETTINGS =
            UpstreamSettings.of("us", "1").withConnectTimeout(Duration.ofSeconds(10));

    private final Vertx vertx = Vertx.vertx();
    private final HttpClientAgent client = HttpUpstream.client(vertx);

    @AfterEach
    void close() {
        client.close().await();
        vertx.close().await();
    }

    @Test
    void whatNobodyListensForWasNeverSent() throws Exception {
        URI nobody;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + taken.getLocalPort() + "/mcp");
        }

        try (Upstream http = new HttpUpstream("gone", vertx, client, nobody, Map::of, SETTINGS);
                Upstream sse =
                        new HttpSseUpstream("gone", vertx, client, nobody, Map::of, SETTINGS)) {
            McpException first = failure(http);
            assertThat(first).matches(NeverSentException::isWhy);
            assertThat(first.error().message()).startsWith("server \"gone\" cannot be reached: ");
            assertThat(failure(http)).as("soon after").matches(NeverSentException::isWhy);
            assertThat(failure(sse)).matches(NeverSentException::isWhy);
        }
    }

    @Test
    void whatAConnectionBrokeUnderMayHaveBeenSent() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (Socket accepted = server.accept()) {
                            int _ = accepted.getInputStream().read();
                        } catch (IOException e) {
                            // The test is over.
                        }
                    });
            URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/mcp");

            try (Upstream upstream =
                    new HttpUpstream("breaks", vertx, client, uri, Map::of, SETTINGS)) {
                assertThat(failure(upstream)).matches(failed -> !NeverSentException.isWhy(failed));
            }
        }
    }

    @Test
    void whatFindsItsPipeClosedWasNeverSent() {
        MessagePipe pipe =
                new MessagePipe(
                        "piped", new LineCarrier("piped", new Null(), 1_000), _ -> {}, () -> {});
        pipe.close();

        Pending sent =
                pipe.send(Methods.TOOLS_LIST, _ -> Json.object(), RequestMeta.none(), _ -> {});

        assertThat(sent.answer()).isCompletedExceptionally();
        assertThat(sent.answer().exceptionNow()).isInstanceOf(NeverSentException.class);
    }

    private static McpException failure(Upstream upstream) {
        Call call = Call.of(Methods.TOOLS_LIST, Json.object(), CALLER, Duration.ofSeconds(10));
        return catchThrowableOfType(McpException.class, () -> upstream.call(call));
    }

    private static final class Null implements StdioChannel {
        @Override
        public InputStream fromServer() {
            return InputStream.nullInputStream();
        }

        @Override
        public OutputStream toServer() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void close() {}
    }
}
