package dev.mcpctl.mcp.face;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.message.Json;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.net.http.HttpResponse;

/** Questions of a server to a client with a session over HTTP. */
class LegacyQuestionsHttpIT extends HttpFaceLab {
    private String ableSession(String version) {
        HttpResponse<String> initialized =
                send(
                        post(
                                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
                                        + version
                                        + "\",\"capabilities\":{\"roots\":{}}}}",
                                headers()));
        return initialized.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    private static String rootsFor(Json question) {
        assertThat(question.text("method")).contains("roots/list");
        return "{\"jsonrpc\":\"2.0\",\"id\":"
                + question.get("id").orElseThrow()
                + ",\"result\":{\"roots\":[]}}";
    }

    @Test
    void theQuestionComesOnTheStreamOfItsRequestAndTheResultBehindIt() throws Exception {
        String session = ableSession("2025-06-18");

        BufferedReader stream =
                reader(legacyRequest(session, "tools/call", "\"name\":\"roots\",\"arguments\":{}"));
        Json question = nextEvent(stream);
        HttpResponse<String> taken =
                send(post(rootsFor(question), headers("Mcp-Session-Id", session)));
        Json answer = nextEvent(stream);

        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(taken.body()).isEmpty();
        assertThat(answer.get("id")).contains(Json.of(1));
        assertThat(answer.get("result").flatMap(result -> result.get("structuredContent")))
                .contains(Json.parse("{\"k\":{\"roots\":[]}}"));
    }

    @Test
    void aBatchAsksAndIsAnsweredInOne() throws Exception {
        String session = ableSession("2025-03-26");
        String call =
                "[{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"roots\"}}]";

        BufferedReader stream = reader(post(call, headers("Mcp-Session-Id", session)));
        Json question = nextEvent(stream);
        HttpResponse<String> taken =
                send(post("[" + rootsFor(question) + "]", headers("Mcp-Session-Id", session)));
        Json answers = nextEvent(stream);

        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(answers.elements()).hasSize(1);
        assertThat(answers.elements().getFirst().get("result").orElseThrow().has("isError"))
                .isFalse();
    }
}
