package dev.mcpctl.cli.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConfigClaudeTest {
    private static final ObjectNode ENTRY =
            (ObjectNode) JsonCodec.read("{\"command\":\"mcpctl\",\"args\":[\"mcp\",\"x\"]}");

    private static String with(String before) {
        return new McpServersText(".mcp.json", before).with("demo", ENTRY);
    }

    @Test
    void aNewFileIsWrittenAsAPersonWould() {
        assertThat(with(""))
                .isEqualTo(
                        """
                        {
                          "mcpServers": {
                            "demo": {
                              "command": "mcpctl",
                              "args": ["mcp", "x"]
                            }
                          }
                        }
                        """);
    }

    @Test
    @DisplayName("M-109: what else the file holds stays, byte for byte")
    void anEntryIsAddedWithoutTouchingTheRest() {
        String before =
                """
                {
                    "other":   [1.50, 2],
                    "mcpServers": {
                        "mine": {"url":"http://é"}
                    },
                    "last": null
                }
                """;

        assertThat(with(before))
                .isEqualTo(
                        """
                        {
                            "other":   [1.50, 2],
                            "mcpServers": {
                                "mine": {"url":"http://é"},
                                "demo": {
                                    "command": "mcpctl",
                                    "args": ["mcp", "x"]
                                }
                            },
                            "last": null
                        }
                        """);
    }

    @Test
    void anEntryIsReplacedInItsPlace() {
        String before = "{\"mcpServers\": {\"demo\": {\"a\": [\"}\"]}, \"z\": 1}}";

        assertThat(JsonCodec.read(with(before)))
                .isEqualTo(
                        JsonCodec.read(
                                "{\"mcpServers\":{\"demo\":"
                                        + JsonCodec.text(ENTRY)
                                        + ",\"z\":1}}"));
        assertThat(with(before)).endsWith(", \"z\": 1}}");
    }

    @Test
    void theResultIsReadAsItWasMeant() {
        String once = with("{\"x\":{}}");

        assertThat(new McpServersText(".mcp.json", once).entry("demo")).contains(ENTRY);
        assertThat(JsonCodec.read(once).path("x")).isEmpty();
    }

    @Test
    void aFileThatIsNotWhatItShouldBeIsRefused() {
        assertThatThrownBy(() -> with("{oops"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(".mcp.json: not JSON at line 1");
        assertThatThrownBy(() -> with("[]")).hasMessageContaining("expected a JSON object");
        assertThatThrownBy(() -> with("{\"mcpServers\":[]}"))
                .hasMessageContaining("mcpServers: expected an object");
    }

    @Test
    void aDiffShowsTheOnePlace() {
        String before = "a\nb\nc\nd\ne\nf\n";

        assertThat(LineDiff.of("x", before, "a\nb\nc\nd\nnew\ne\nf\n"))
                .isEqualTo("--- x\n+++ x\n@@ -2,5 +2,6 @@\n b\n c\n d\n+new\n e\n f\n");
        assertThat(LineDiff.of("x", "", "a\n"))
                .isEqualTo("--- /dev/null\n+++ x\n@@ -0,0 +1,1 @@\n+a\n");
        assertThat(LineDiff.of("x", "a\n", "a\n")).isEmpty();
    }
}
