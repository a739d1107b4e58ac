package dev.mcpctl.mcp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class QuestionDialectsTest {
    private static Question form(String field) {
        return new Question(
                Methods.ELICIT,
                Json.parse(
                        "{\"mode\":\"form\",\"message\":\"?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{\"f\":"
                                + field
                                + "},\"required\":[\"f\"]}}"));
    }

    private static Question sampling(String content, String more) {
        return new Question(
                Methods.SAMPLE,
                Json.parse(
                        "{\"messages\":[{\"role\":\"user\",\"content\":"
                                + content
                                + "}],\"maxTokens\":1"
                                + more
                                + "}"));
    }

    private static Optional<Json> asked(Revision revision, Question question) {
        return Dialects.question(revision, question).map(Question::params);
    }

    @Test
    void theNewestHandshakeRevisionKnowsItAll() {
        Question form =
                form("{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"a\"]}}");

        assertThat(Dialects.question(Revision.V2025_11_25, form)).contains(form);
    }

    @Test
    void formsLoseWhatTheirFirstRevisionDoesNotHave() {
        Json titled =
                asked(
                                Revision.V2025_06_18,
                                form(
                                        "{\"type\":\"string\",\"default\":\"b\",\"oneOf\":[{\"const\":\"a\",\"title\":\"A\"},{\"const\":\"b\",\"title\":\"B\"}]}"))
                        .orElseThrow();

        assertThat(titled)
                .isEqualTo(
                        Json.parse(
                                "{\"message\":\"?\",\"requestedSchema\":{\"type\":\"object\",\"required\":[\"f\"],\"properties\":"
                                        + "{\"f\":{\"type\":\"string\",\"enum\":[\"a\",\"b\"],\"enumNames\":[\"A\",\"B\"]}}}}"));
        assertThat(
                        asked(Revision.V2025_06_18, form("{\"type\":\"boolean\",\"default\":true}"))
                                .orElseThrow()
                                .toString())
                .contains("\"default\":true");
    }

    @Test
    void whatAnOlderRevisionCannotExpressIsNotAsked() {
        Question several = form("{\"type\":\"array\",\"items\":{\"enum\":[\"a\"]}}");
        Question url =
                new Question(
                        Methods.ELICIT, Json.parse("{\"mode\":\"url\",\"url\":\"https://a\"}"));

        assertThat(asked(Revision.V2025_06_18, several)).isEmpty();
        assertThat(asked(Revision.V2025_06_18, url)).isEmpty();
        assertThat(asked(Revision.V2025_03_26, form("{\"type\":\"string\"}"))).isEmpty();
        assertThat(asked(Revision.V2025_06_18, sampling("{}", ",\"tools\":[{\"name\":\"t\"}]")))
                .isEmpty();
        assertThat(
                        asked(
                                Revision.V2025_06_18,
                                sampling("[{\"type\":\"text\"},{\"type\":\"text\"}]", "")))
                .isEmpty();
        assertThat(asked(Revision.V2025_06_18, sampling("{\"type\":\"tool_result\"}", "")))
                .isEmpty();
        assertThat(asked(Revision.V2024_11_05, sampling("{\"type\":\"audio\"}", ""))).isEmpty();
        assertThat(asked(Revision.V2025_03_26, sampling("{\"type\":\"audio\"}", ""))).isPresent();
    }

    @Test
    void aSingleBlockIsNoArrayInOlderRevisions() {
        Json params =
                asked(
                                Revision.V2024_11_05,
                                sampling("[{\"type\":\"text\",\"text\":\"?\"}]", ",\"tools\":[]"))
                        .orElseThrow();

        assertThat(params).isEqualTo(sampling("{\"type\":\"text\",\"text\":\"?\"}", "").params());
    }

    @Test
    void capabilitiesOfAHandshakeAreThoseOfItsRevision() {
        Json declared =
                Json.parse(
                        "{\"elicitation\":{\"url\":{}},\"sampling\":{\"tools\":{}},\"roots\":{\"listChanged\":true},\"tasks\":{}}");

        assertThat(ClientCapabilities.ofHandshake(Revision.V2025_11_25, declared))
                .isEqualTo(
                        Json.parse(
                                "{\"elicitation\":{\"url\":{}},\"sampling\":{\"tools\":{}},\"roots\":{}}"));
        assertThat(ClientCapabilities.ofHandshake(Revision.V2025_06_18, declared))
                .isEqualTo(
                        Json.parse("{\"elicitation\":{\"form\":{}},\"sampling\":{},\"roots\":{}}"));
        assertThat(ClientCapabilities.ofHandshake(Revision.V2025_03_26, declared))
                .isEqualTo(Json.parse("{\"sampling\":{},\"roots\":{}}"));
    }
}
