package dev.mcpctl.api.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class ProblemTest {
    @Test
    void aProblemIsADocumentOfRfc9457() {
        Problem problem =
                Problem.invalid(
                        "server \"a\"",
                        List.of(new Fault("/spec/x", "one"), new Fault("/spec/y", "two")));

        JsonNode json = problem.toJson("/api/v1/servers");

        assertThat(json)
                .isEqualTo(
                        JsonCodec.read(
                                """
                                {"type": "urn:mcpctl:problem:invalid", "title": "Invalid", "status": 422,
                                 "detail": "server \\"a\\" is invalid: one (and 1 more)", "instance": "/api/v1/servers",
                                 "errors": [{"pointer": "/spec/x", "detail": "one"}, {"pointer": "/spec/y", "detail": "two"}]}
                                """));
    }

    @Test
    void aProblemSurvivesItsDocument() {
        for (ProblemType type : ProblemType.values()) {
            Problem sent = new Problem(type, "why", List.of(new Fault("/a", "b")));

            Problem read = Problem.fromJson(sent.toJson("/x")).orElseThrow();

            assertThat(read.type()).isEqualTo(type);
            assertThat(read.detail()).isEqualTo("why");
            assertThat(read.faults()).isEqualTo(sent.faults());
        }
    }

    @Test
    void aDocumentOfSomebodyElseIsNoProblemOfOurs() {
        assertThat(Problem.fromJson(JsonCodec.read("{\"type\":\"about:blank\"}"))).isEmpty();
        assertThat(Problem.fromJson(JsonCodec.read("[]"))).isEmpty();
    }

    @Test
    void textThatIsNotJsonIsABadRequestWithItsPlace() {
        assertThatThrownBy(() -> JsonCodec.read("{\"a\": 1,\n \"a\": 2}"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.BAD_REQUEST))
                .hasMessageStartingWith("not JSON at line 2")
                .hasMessageContaining("a");
        assertThatThrownBy(() -> JsonCodec.read("{} {}")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> JsonCodec.read("")).hasMessage("the body is empty; expected JSON");
        assertThatThrownBy(() -> JsonCodec.read("[".repeat(300).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Problem.class);
    }

    @Test
    void numbersKeepTheirDigits() {
        assertThat(JsonCodec.text(JsonCodec.read("[1.10,12345678901234567890,1.0]")))
                .isEqualTo("[1.10,12345678901234567890,1.0]");
    }
}
