package dev.mcpctl.mcp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DialectsTest {
    private static final Json SERVER_INFO = Json.parse("{\"name\":\"s\",\"version\":\"1\"}");

    @ParameterizedTest
    @EnumSource(value = Revision.class, mode = EnumSource.Mode.EXCLUDE, names = "V2026_07_28")
    @DisplayName("73. resultType, ttlMs, cacheScope and serverInfo are stripped for legacy")
    void legacyClientsSeeNothingOfTheStatelessEra(Revision revision) {
        Json modern =
                ModernForm.completed(
                        Methods.TOOLS_LIST,
                        Json.parse("{\"tools\":[],\"_meta\":{\"com.example/x\":1}}"),
                        SERVER_INFO);

        assertThat(Dialects.result(revision, Methods.TOOLS_LIST, modern))
                .isEqualTo(Json.parse("{\"tools\":[],\"_meta\":{\"com.example/x\":1}}"));
    }

    @Test
    @DisplayName("2. 27. every modern result says who answers; cacheable ones for how long")
    void modernResultsAreCompleted() {
        assertThat(
                        ModernForm.completed(
                                Methods.RESOURCES_READ,
                                Json.parse("{\"contents\":[]}"),
                                SERVER_INFO))
                .isEqualTo(
                        Json.parse(
                                """
                                {"contents":[],"resultType":"complete","ttlMs":0,"cacheScope":"private",
                                 "_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"}}}\
                                """));
        assertThat(
                        ModernForm.completed(
                                        Methods.TOOLS_CALL,
                                        Json.parse("{\"content\":[]}"),
                                        SERVER_INFO)
                                .members())
                .containsOnlyKeys("content", "resultType", "_meta");
        assertThat(
                        ModernForm.completed(
                                        Methods.RESOURCES_READ,
                                        Json.parse("{\"resultType\":\"input_required\"}"),
                                        SERVER_INFO)
                                .members())
                .containsOnlyKeys("resultType", "_meta");
        assertThat(
                        ModernForm.completed(
                                        Methods.TOOLS_LIST,
                                        Json.parse(
                                                "{\"tools\":[],\"ttlMs\":5,\"cacheScope\":\"public\"}"),
                                        SERVER_INFO)
                                .text("cacheScope"))
                .contains("public");
    }

    @ParameterizedTest
    @CsvSource({
        "V2025_11_25, name;title;icons;annotations;outputSchema",
        "V2025_06_18, name;title;annotations;outputSchema",
        "V2025_03_26, name;annotations",
        "V2024_11_05, name"
    })
    void aToolLosesWhatARevisionDoesNotKnow(Revision revision, String left) {
        Json modern =
                Json.parse(
                        """
                        {"tools":[{"name":"t","title":"T","icons":[],"annotations":{},"outputSchema":{"type":"object"}}]}\
                        """);

        Json tool =
                Dialects.result(revision, Methods.TOOLS_LIST, modern)
                        .get("tools")
                        .orElseThrow()
                        .elements()
                        .getFirst();

        assertThat(tool.members()).containsOnlyKeys(left.split(";"));
    }

    @Test
    void structuredContentThatIsNoObjectBecomesText() {
        Json modern = Json.parse("{\"content\":[],\"structuredContent\":[1,2]}");

        assertThat(Dialects.result(Revision.V2025_11_25, Methods.TOOLS_CALL, modern))
                .isEqualTo(Json.parse("{\"content\":[{\"type\":\"text\",\"text\":\"[1,2]\"}]}"));
        assertThat(
                        Dialects.result(
                                Revision.V2025_11_25,
                                Methods.TOOLS_LIST,
                                Json.parse(
                                        "{\"tools\":[{\"name\":\"t\",\"outputSchema\":{\"type\":\"array\"}}]}")))
                .isEqualTo(Json.parse("{\"tools\":[{\"name\":\"t\"}]}"));
    }

    @Test
    void contentOfAnUnknownTypeBecomesText() {
        Json modern =
                Json.parse(
                        """
                        {"content":[{"type":"resource_link","uri":"file:///a","name":"a"},{"type":"audio","data":"","mimeType":"audio/wav"},{"type":"text","text":"x"}],
                         "structuredContent":{"a":1}}\
                        """);

        assertThat(Dialects.result(Revision.V2025_06_18, Methods.TOOLS_CALL, modern))
                .isEqualTo(modern);
        assertThat(Dialects.result(Revision.V2024_11_05, Methods.TOOLS_CALL, modern))
                .isEqualTo(
                        Json.parse(
                                """
                                {"content":[{"type":"text","text":"file:///a"},{"type":"text","text":"[audio, audio/wav]"},{"type":"text","text":"x"}]}\
                                """));
    }

    @Test
    void progressHasNoMessageAtFirst() {
        var progress =
                new Notification(
                        Methods.PROGRESS, Json.parse("{\"progress\":1,\"message\":\"m\"}"));

        assertThat(Dialects.notification(Revision.V2024_11_05, progress).params())
                .isEqualTo(Json.parse("{\"progress\":1}"));
        assertThat(Dialects.notification(Revision.V2025_03_26, progress)).isEqualTo(progress);
    }

    @Test
    void whatARevisionLacksIsNotInItsTable() {
        assertThat(Dialects.hasRequest(Revision.V2026_07_28, Methods.PING)).isFalse();
        assertThat(Dialects.hasRequest(Revision.V2026_07_28, Methods.INITIALIZE)).isFalse();
        assertThat(Dialects.hasRequest(Revision.V2026_07_28, Methods.SET_LEVEL)).isFalse();
        assertThat(Dialects.hasRequest(Revision.V2025_11_25, Methods.DISCOVER)).isFalse();
        assertThat(Dialects.hasRequest(Revision.V2025_11_25, Methods.LISTEN)).isFalse();
        assertThat(Dialects.hasRequest(Revision.V2024_11_05, Methods.RESOURCES_SUBSCRIBE)).isTrue();
    }

    @Test
    @DisplayName(
            "81. 23. -32002 becomes -32602 with the uri, and what describes one hop stays on it")
    void errorsAreMappedForTheNextHop() {
        JsonRpcError missing =
                ModernForm.relayedError(
                        new JsonRpcError(-32002, "gone"),
                        Methods.RESOURCES_READ,
                        "file:///a",
                        "srv");
        JsonRpcError hop =
                ModernForm.relayedError(
                        new JsonRpcError(ErrorCodes.HEADER_MISMATCH, "h"),
                        Methods.TOOLS_CALL,
                        "",
                        "srv");
        JsonRpcError own = new JsonRpcError(-1, "theirs", Json.of(1));

        assertThat(missing)
                .isEqualTo(new JsonRpcError(-32602, "gone", Json.parse("{\"uri\":\"file:///a\"}")));
        assertThat(hop.code()).isEqualTo(-32603);
        assertThat(hop.detail().orElseThrow().text("server")).contains("srv");
        assertThat(ModernForm.relayedError(own, Methods.TOOLS_CALL, "", "srv")).isEqualTo(own);
        assertThat(ModernForm.legacyError(missing, Methods.RESOURCES_READ).code())
                .isEqualTo(-32002);
        assertThat(ModernForm.legacyError(missing, Methods.TOOLS_CALL).code()).isEqualTo(-32602);
    }

    @ParameterizedTest
    @DisplayName("24. a missing resource is -32602 with its uri, whatever its server calls it")
    @CsvSource({
        "-32602, Resource file:///a not found, -32602",
        "0, Unknown resource: file:///a, -32602",
        "-32603, ENOENT: no such file, -32602",
        "-32602, Invalid cursor, none",
        "-32603, out of memory, none",
        "-32601, Method not found, none"
    })
    void theManyNamesOfAMissingResource(int code, String message, String shown) {
        var error = new JsonRpcError(code, message, Json.parse("{\"hint\":1}"));

        JsonRpcError relayed =
                ModernForm.relayedError(error, Methods.RESOURCES_READ, "file:///a", "srv");

        if (shown.equals("none")) {
            assertThat(relayed).isEqualTo(error);
        } else {
            assertThat(relayed)
                    .isEqualTo(
                            new JsonRpcError(
                                    Integer.parseInt(shown),
                                    message,
                                    Json.parse("{\"hint\":1,\"uri\":\"file:///a\"}")));
        }
        assertThat(ModernForm.relayedError(error, Methods.TOOLS_CALL, "", "srv")).isEqualTo(error);
    }

    @Test
    void thatAServerIsMissingIsNotThatAResourceIs() {
        var ours = new JsonRpcError(-32603, "not found", Json.parse("{\"server\":\"srv\"}"));

        assertThat(ModernForm.relayedError(ours, Methods.RESOURCES_READ, "file:///a", "srv"))
                .isEqualTo(ours);
    }

    @ParameterizedTest
    @CsvSource({
        "io.modelcontextprotocol/logLevel, false",
        "dev.mcp/x, false",
        "tools.mcp.com/x, false",
        "mcp.dev/x, false",
        "progressToken, false",
        "dev.mcpctl/session, false",
        "baggage, false",
        "traceparent, true",
        "com.example.other/x, true",
        "com.example/x, true"
    })
    void onlyForeignKeysTravel(String key, boolean travels) {
        assertThat(MetaKeys.isForeign(key)).isEqualTo(travels);
    }
}
