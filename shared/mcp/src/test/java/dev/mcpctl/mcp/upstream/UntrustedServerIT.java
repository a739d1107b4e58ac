package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.McpException;

import io.vertx.core.http.HttpServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that would have us go elsewhere, and headers that would say more than one thing. */
class UntrustedServerIT extends HttpUpstreamLab {
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsNotFollowed(int status) {
        List<String> elsewhere = new CopyOnWriteArrayList<>();
        HttpServer other =
                vertx.createHttpServer()
                        .requestHandler(request -> {
                            elsewhere.add(request.method() + " " + request.uri());
                            request.response().end("{}");
                        })
                        .listen(0, "127.0.0.1")
                        .await();
        script =
                (_, reply) -> {
                    reply.response()
                            .putHeader("Location", "http://127.0.0.1:" + other.actualPort() + "/");
                    reply.status(status, "");
                };

        assertThatThrownBy(this::discover)
                .isInstanceOf(McpException.class)
                .hasMessageContaining("remote");
        assertThat(elsewhere).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret-value\r\nX-Evil: 1", "secret-value\n", "secret\u0000value"})
    void aConfiguredHeaderCannotBeTwo(String value) {
        script = modern((_, reply) -> reply.result("{}"));
        var configured =
                new HttpUpstream(
                        "remote", vertx, client, address(), () -> Map.of("X-Org", value), settings);

        assertThatThrownBy(() -> configured.discover(Deadline.after(Duration.ofSeconds(20))))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("X-Org")
                .hasMessageNotContaining("secret");
        assertThat(seen).isEmpty();
        configured.close();
    }

    @Test
    void aHeaderOfManyWordsIsOne() {
        script = modern((_, reply) -> reply.result("{}"));
        var configured =
                new HttpUpstream(
                        "remote",
                        vertx,
                        client,
                        address(),
                        () -> Map.of("X-Org", "Bearer a, b; c=\"d\""),
                        settings);

        configured.discover(Deadline.after(Duration.ofSeconds(20)));

        assertThat(seen.getFirst().headers().get("X-Org")).isEqualTo("Bearer a, b; c=\"d\"");
        configured.close();
    }
}
