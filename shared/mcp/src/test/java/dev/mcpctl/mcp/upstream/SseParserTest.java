package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class SseParserTest {
    private static List<String> parse(SseParser parser, String text, int portion)
            throws SseParser.TooLargeException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<String> events = new ArrayList<>();
        for (int i = 0; i < bytes.length; i += portion) {
            for (SseParser.Event event :
                    parser.feed(
                            Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + portion)))) {
                events.add(
                        event.type()
                                + "|"
                                + new String(event.data(), StandardCharsets.UTF_8)
                                + "|"
                                + event.id().orElse("-"));
            }
        }
        return events;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1_000})
    void everyLineEndAndPortionGivesTheSameEvents(int portion) throws SseParser.TooLargeException {
        for (String end : List.of("\n", "\r", "\r\n")) {
            String stream =
                    "\uFEFF: hello\n\nid: 7\nevent: message\ndata: {\"ü\":1}\n\n:\ndata:a\ndata:  b\n\nretry: 1500\nid\ndata\n\n"
                            .replace("\n", end);
            var parser = new SseParser(1_000);

            assertThat(parse(parser, stream, portion))
                    .containsExactly("message|{\"ü\":1}|7", "message|a\n b|7", "message||");
            assertThat(parser.retryMillis()).contains(1500L);
        }
    }

    @Test
    void anEventWithoutDataIsNone() throws SseParser.TooLargeException {
        assertThat(parse(new SseParser(100), "id: 1\n\nevent: x\n\n: c\n\n", 100)).isEmpty();
    }

    @Test
    void anIdWithAZeroInItIsIgnored() throws SseParser.TooLargeException {
        assertThat(parse(new SseParser(100), "id: 1\nid: 2\0\ndata: x\n\n", 100))
                .containsExactly("message|x|1");
    }

    @Test
    void sizeIsBounded() {
        assertThatThrownBy(() -> parse(new SseParser(100), "data: " + "x".repeat(300), 50))
                .isInstanceOf(SseParser.TooLargeException.class);
        assertThatThrownBy(() -> parse(new SseParser(100), "data: x\n".repeat(100), 10))
                .isInstanceOf(SseParser.TooLargeException.class);
    }
}
