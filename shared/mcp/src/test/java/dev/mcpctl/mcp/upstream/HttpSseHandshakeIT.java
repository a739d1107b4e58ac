package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.http.HttpServerResponse;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/** How a stream is opened and a server on HTTP+SSE initialized. */
class HttpSseHandshakeIT extends HttpSseUpstreamLab {
    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
    void theRevisionIsWhatTheServerSettlesOn(String settled) {
        version = settled;
        script = (_, reply) -> reply.result("{\"tools\":[]}");

        Json tools = upstream().call(call(Methods.TOOLS_LIST, "{}"));

        assertThat(tools).isEqualTo(Json.parse("{\"resultType\":\"complete\",\"tools\":[]}"));
        assertThat(discover().revision().label()).isEqualTo(settled);
        assertThat(posts.stream().map(Arrived::method))
                .containsExactly(Methods.INITIALIZE, Methods.INITIALIZED, Methods.TOOLS_LIST);
    }

    @Test
    void headersGoWithTheStreamAndWithEveryMessage() {
        version = "2025-06-18";
        script = (_, reply) -> reply.result("{\"tools\":[]}");

        upstream().call(call(Methods.TOOLS_LIST, "{}"));

        assertThat(streams.getFirst().headers().get("X-Org")).isEqualTo("1");
        assertThat(streams.getFirst().headers().get("Accept")).isEqualTo("text/event-stream");
        assertThat(posts)
                .allSatisfy(post -> assertThat(post.headers().get("X-Org")).isEqualTo("1"));
        assertThat(posts.getFirst().headers().get("MCP-Protocol-Version")).isNull();
        assertThat(posts.getLast().headers().get("MCP-Protocol-Version")).isEqualTo("2025-06-18");
        assertThat(posts.getLast().headers().get("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/messages?session=%d", "messages?session=%d", "./messages?session=%d"})
    void theEndpointIsTakenRelativeToTheStream(String data) {
        endpointData = data;

        assertThat(discover().revision()).isEqualTo(Revision.V2024_11_05);
    }

    @ParameterizedTest
    @DisplayName("an endpoint of another origin, which would get our credentials, is refused")
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/messages",
                "http://localhost/messages",
                "//elsewhere.test/messages",
                "https://127.0.0.1/messages",
                "ftp://127.0.0.1/messages",
                "mailto:somebody"
            })
    void anotherOrigin(String data) {
        endpointData = data;

        assertThatThrownBy(this::discover)
                .isInstanceOf(McpException.class)
                .hasMessageContaining("\"remote\"")
                .hasMessageContaining("another origin");
        assertThat(posts).isEmpty();
    }

    @Test
    void anEndpointWithCredentialsInItIsRefused() {
        endpointData = "http://user@127.0.0.1:" + server.actualPort() + "/messages";

        assertThatThrownBy(this::discover).hasMessageContaining("another origin");
    }

    @ParameterizedTest
    @CsvSource({
        "401, refuses our credentials (HTTP 401)",
        "404, does not speak HTTP+SSE at this address (HTTP 404)",
        "405, does not speak HTTP+SSE at this address (HTTP 405)",
        "200, does not speak HTTP+SSE at this address (text/html)",
        "500, answered HTTP 500"
    })
    void whatIsNoStreamIsNamed(int status, String why) {
        handler =
                request ->
                        request.response()
                                .setStatusCode(status)
                                .putHeader("Content-Type", "text/html")
                                .end("no");

        assertThatThrownBy(this::discover)
                .isInstanceOf(McpException.class)
                .hasMessageContaining("server \"remote\"")
                .hasMessageContaining(why);
    }

    @Test
    void aStreamThatNamesNoEndpointIsGivenUp() {
        settings = settings.withConnectTimeout(Duration.ofMillis(400));
        handler =
                request -> {
                    HttpServerResponse stream = request.response();
                    stream.setChunked(true).putHeader("Content-Type", "text/event-stream");
                    stream.write(": nothing to say\n\n");
                };

        assertThatThrownBy(this::discover)
                .hasMessageContaining("did not name an endpoint for messages in time");
    }
}
