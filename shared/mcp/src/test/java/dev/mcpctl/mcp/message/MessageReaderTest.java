package dev.mcpctl.mcp.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class MessageReaderTest {
    private static Frame read(String text) {
        return MessageReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonRpcMessage message(String text) {
        return ((Frame.Single) read(text)).message();
    }

    @Test
    void anIdComesBackAsItCame() {
        Request number = (Request) message("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
        Request text = (Request) message("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"ping\"}");
        Request huge =
                (Request)
                        message(
                                "{\"jsonrpc\":\"2.0\",\"id\":123456789012345678901,\"method\":\"ping\"}");

        assertThat(number.id()).isNotEqualTo(text.id());
        assertThat(line(new Success(number.id(), Json.object()))).contains("\"id\":1,");
        assertThat(line(new Success(text.id(), Json.object()))).contains("\"id\":\"1\",");
        assertThat(line(new Success(huge.id(), Json.object())))
                .contains("\"id\":123456789012345678901,");
    }

    private static String line(JsonRpcMessage message) {
        return new String(message.toLine(), StandardCharsets.UTF_8);
    }

    @Test
    void everyKindOfMessageIsRecognised() {
        assertThat(
                        message(
                                "{\"method\":\"m\",\"jsonrpc\":\"2.0\",\"params\":{\"a\":1},\"extra\":[]}"))
                .isEqualTo(new Notification("m", Json.parse("{\"a\":1}")));
        assertThat(message("{\"result\":{\"x\":[]},\"jsonrpc\":\"2.0\",\"id\":7}"))
                .isEqualTo(new Success(RequestId.of(7), Json.parse("{\"x\":[]}")));
        assertThat(
                        message(
                                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"m\",\"data\":1}}"))
                .isEqualTo(new Failure(null, new JsonRpcError(-32700, "m", Json.of(1))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    nonsense                                                     | -32700 | -
                    []                                                           | -32600 | -
                    1                                                            | -32600 | -
                    {}                                                           | -32600 | -
                    {"jsonrpc":"1.0","id":5,"method":"m"}                        | -32600 | 5
                    {"jsonrpc":"2.0","id":"x","method":3}                        | -32600 | "x"
                    {"jsonrpc":"2.0","id":1.5,"method":"m"}                      | -32600 | -
                    {"jsonrpc":"2.0","id":null,"method":"m"}                     | -32600 | -
                    {"jsonrpc":"2.0","id":true,"method":"m"}                     | -32600 | -
                    {"jsonrpc":"2.0","id":1,"method":"m","params":[1]}           | -32600 | 1
                    {"jsonrpc":"2.0","id":1,"method":"m","result":{}}            | -32600 | 1
                    {"jsonrpc":"2.0","id":1}                                     | -32600 | 1
                    {"jsonrpc":"2.0","id":1,"id":2,"method":"m"}                 | -32600 | -
                    """)
    void whatIsNoMessageSaysSoUnderTheIdItCameWith(String text, int code, String id) {
        Frame.Malformed malformed = (Frame.Malformed) read(text);

        assertThat(malformed.error().code()).isEqualTo(code);
        assertThat(malformed.id() == null ? "-" : malformed.id().toString()).isEqualTo(id);
    }

    @Test
    void anIdBeyondReasonIsRefused() {
        assertThat(
                        read(
                                "{\"jsonrpc\":\"2.0\",\"id\":\""
                                        + "x".repeat(10_000)
                                        + "\",\"method\":\"m\"}"))
                .isInstanceOf(Frame.Malformed.class);
        assertThat(read("{\"jsonrpc\":\"2.0\",\"id\":" + "9".repeat(900) + ",\"method\":\"m\"}"))
                .isInstanceOf(Frame.Malformed.class);
    }

    @Test
    void anErrorCodeBeyondReasonIsAFailureAllTheSame() {
        assertThat(
                        message(
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":99999999999,\"message\":\"m\"}}"))
                .isEqualTo(new Failure(RequestId.of(1), new JsonRpcError(-32603, "m")));
    }

    @Test
    void halfACharacterComesBackAsItCame() {
        Request request =
                (Request)
                        message(
                                "{\"jsonrpc\":\"2.0\",\"id\":\"\\ud800\",\"method\":\"\\udc00\",\"params\":{\"b\":\"\\ud801\"}}");

        assertThat(line(new Success(request.id(), request.params().with("a", Json.of("é")))))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"\\uD800\",\"result\":{\"b\":\"\\ud801\",\"a\":\"é\"}}\n");
        assertThat(message(line(request))).isEqualTo(request);
        assertThat(
                        line(
                                new Failure(
                                        request.id(),
                                        McpException.methodNotFound(request.method()).error())))
                .contains("Method not found: \\uDC00");
    }

    @Test
    void aBatchKeepsTheGoodBesideTheBad() {
        Frame.Batch batch =
                (Frame.Batch) read("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"},3]");

        assertThat(batch.items()).hasSize(2);
        assertThat(batch.items().get(0)).isInstanceOf(Frame.Single.class);
        assertThat(batch.items().get(1)).isInstanceOf(Frame.Malformed.class);
    }

    @Test
    void aByteOrderMarkIsNoFault() {
        assertThat(message("\uFEFF{\"jsonrpc\":\"2.0\",\"method\":\"m\"}"))
                .isInstanceOf(Notification.class);
    }

    @Test
    void aMessageIsWrittenOnOneLineHoweverItCame() {
        Request request =
                (Request)
                        message(
                                "{\n\"jsonrpc\":\"2.0\",\r\n\"id\":1,\"method\":\"m\",\"params\":{\n\t\"a\":\r\"\\n\"\n}}");

        String line = line(request);

        assertThat(line).endsWith("}\n").doesNotContain("\r");
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        assertThat(message(line)).isEqualTo(request);
    }
}
