package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the era of one server on pipes is found out. Numbers are those of the checklist in the
 * protocol brief.
 */
class StdioEraIT extends StdioUpstreamLab {
    @Test
    @DisplayName(
            "51. a modern server is asked nothing but server/discover [2026-07-28 | basic/transports/stdio]")
    void aModernServerIsRecognised() {
        ScriptedServer server = serve(ScriptedServer.modern(StdioUpstreamLab::nothing));

        Discovery discovery = discover();

        assertThat(discovery.revision()).isEqualTo(Revision.V2026_07_28);
        assertThat(discovery.serverInfo().text("name")).contains("new");
        assertThat(discovery.has("tools", "listChanged")).isTrue();
        assertThat(server.requests(Methods.INITIALIZE)).isEmpty();
    }

    @ParameterizedTest
    @DisplayName(
            "52. whatever error a legacy server answers with, it is initialized, with all that a client can be asked [2026-07-28 | basic/transports/stdio]")
    @ValueSource(ints = {-32601, -32602, -32600, 0, -32020, -32021})
    void anyErrorMeansLegacy(int code) {
        ScriptedServer server =
                serve(ScriptedServer.legacy("2025-06-18", code, StdioUpstreamLab::nothing));

        Discovery discovery = discover();

        assertThat(discovery.revision()).isEqualTo(Revision.V2025_06_18);
        assertThat(discovery.instructionText()).contains("hm");
        assertThat(discovery.has("tasks")).isFalse();
        Json params = server.requests(Methods.INITIALIZE).getFirst().params();
        assertThat(params.text("protocolVersion")).contains("2025-11-25");
        assertThat(params.get("capabilities").orElseThrow().members())
                .containsOnlyKeys("elicitation", "roots", "sampling", "extensions");
        await().until(() -> server.notifications(Methods.INITIALIZED).size() == 1);
    }

    @Test
    @DisplayName("51. a server that is silent on the probe is initialized")
    void silenceMeansLegacy() {
        settings = settings.withProbeSilence(Duration.ofMillis(100));
        serve((server, message) -> {
            if (message instanceof Request request && request.method().equals(Methods.INITIALIZE)) {
                ScriptedServer.legacy("2024-11-05", 0, StdioUpstreamLab::nothing)
                        .accept(server, message);
            }
        });

        assertThat(discover().revision()).isEqualTo(Revision.V2024_11_05);
    }

    @Test
    @DisplayName("83. initialize is never cancelled [≤2025-11-25 | basic/utilities/cancellation]")
    void aServerThatNeverAnswersInitializeIsGivenUpWithoutAWord() {
        settings =
                settings.withProbeSilence(Duration.ofMillis(50))
                        .withConnectTimeout(Duration.ofMillis(200));
        ScriptedServer silent = serve((_, _) -> {});

        assertThatThrownBy(this::discover).hasMessageContaining("did not answer in time");

        assertThat(silent.requests(Methods.INITIALIZE)).hasSize(1);
        assertThat(silent.notifications(Methods.CANCELLED)).isEmpty();
    }

    @Test
    void aModernServerThatIsSlowToAnswerIsStillRecognised() {
        settings = settings.withProbeSilence(Duration.ofMillis(100));
        List<Request> probes = new ArrayList<>();
        serve((server, message) -> {
            if (message instanceof Request request && request.method().equals(Methods.DISCOVER)) {
                probes.add(request);
            } else if (message instanceof Request request
                    && request.method().equals(Methods.INITIALIZE)) {
                ScriptedServer.modern(StdioUpstreamLab::nothing).accept(server, probes.getFirst());
                server.send(
                        new Failure(request.id(), new JsonRpcError(-32022, "no handshake here")));
            }
        });

        assertThat(discover().revision()).isEqualTo(Revision.V2026_07_28);
    }

    @Test
    @DisplayName("51. a server that dies of the probe is started again and initialized without one")
    void deathMeansLegacy() {
        serve((server, _) -> server.die());
        ScriptedServer second =
                serve(ScriptedServer.legacy("2025-03-26", -32601, StdioUpstreamLab::nothing));

        assertThat(discover().revision()).isEqualTo(Revision.V2025_03_26);
        assertThat(second.requests(Methods.DISCOVER)).isEmpty();
    }

    @Test
    @DisplayName(
            "53. -32022 stays modern, unless the list has only versions with a handshake [2026-07-28 | basic/versioning]")
    void unsupportedVersion() {
        serve((server, message) ->
                server.send(
                        new Failure(
                                ((Request) message).id(),
                                new JsonRpcError(
                                        -32022,
                                        "no",
                                        Json.parse(
                                                "{\"supported\":[\"2031-01-01\"],\"requested\":\"2026-07-28\"}")))));

        assertThatThrownBy(this::discover).hasMessageContaining("speaks only 2031-01-01");
        assertThat(started.getFirst().requests(Methods.INITIALIZE)).isEmpty();
    }

    @Test
    void aServerOfAnUnknownRevisionIsNamed() {
        serve(ScriptedServer.legacy("1999-01-01", -32601, StdioUpstreamLab::nothing));

        assertThatThrownBy(this::discover).hasMessageContaining("\"files\" speaks 1999-01-01");
    }
}
