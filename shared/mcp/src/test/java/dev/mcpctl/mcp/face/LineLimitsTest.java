package dev.mcpctl.mcp.face;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/** What one client on a line can have open, and say at once. */
class LineLimitsTest {
    private static final String META =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private final FakeEndpoint endpoint = new FakeEndpoint();

    /** What is answered to these lines, of which each is dealt with before the next. */
    private String answers(String... lines) {
        FaceSettings settings = FaceSettings.of("us", "1").withMaxOpenRequests(2);
        var out = new ByteArrayOutputStream();
        try (var face = new LineFace(Runnable::run, settings)) {
            byte[] in = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
            face.serve(new ByteArrayInputStream(in), out, new Target("p", endpoint, "alice"));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String listen(int id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":"
                + id
                + ",\"method\":\"subscriptions/listen\",\"params\":{\"notifications\":{\"toolsListChanged\":true},"
                + META
                + "}}";
    }

    @Test
    void subscriptionsCountAsOpenRequests() {
        String answers = answers(listen(1), listen(2), listen(3));

        assertThat(answers.lines().filter(line -> line.contains("acknowledged"))).hasSize(2);
        assertThat(answers).contains("more than 2 requests open");
        assertThat(endpoint.sinks).as("let go of at the end").isEmpty();
    }

    @Test
    void aBatchIsBounded() {
        String initialize =
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-03-26\",\"capabilities\":{}}}";
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

        String answers =
                answers(
                        initialize,
                        "[" + String.join(",", Collections.nCopies(1_001, ping)) + "]",
                        "[" + String.join(",", Collections.nCopies(1_000, ping)) + "]");

        assertThat(answers.lines().toList().get(1))
                .isEqualTo(
                        "[{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"more than 1000 in a batch\"}}]");
        assertThat(answers.lines().toList().get(2).split("\"result\":\\{}", -1)).hasSize(1_001);
    }
}
