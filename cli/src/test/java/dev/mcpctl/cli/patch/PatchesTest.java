package dev.mcpctl.cli.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.cli.print.UsageError;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class PatchesTest {
    private static ObjectNode object(String json) {
        return (ObjectNode) JsonCodec.read(json);
    }

    private static String assigned(String document, String... pairs) {
        return JsonCodec.text(Assignments.parse(List.of(pairs)).apply(object(document)));
    }

    @ParameterizedTest(name = "{0} with {1} is {2}")
    @DisplayName("M-314: nested keys, JSON values, null, list indices, escaped dots")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | proxyModel=default | {\"proxyModel\":\"default\"}",
                "{} | a.b=30 | {\"a\":{\"b\":30}}",
                "{\"a\":{\"b\":1,\"c\":2}} | a.b=null | {\"a\":{\"c\":2}}",
                "{} | a=[1,\"x\"] | {\"a\":[1,\"x\"]}",
                "{} | a=x=y | {\"a\":\"x=y\"}",
                "{} | a=\"5\" | {\"a\":\"5\"}",
                "{} | a= | {\"a\":\"\"}",
                "{\"env\":[{\"name\":\"A\"}]} | env.0.value=b | {\"env\":[{\"name\":\"A\",\"value\":\"b\"}]}",
                "{\"args\":[\"a\"]} | args.1=b | {\"args\":[\"a\",\"b\"]}",
                "{\"args\":[\"a\",\"b\"]} | args.0=null | {\"args\":[\"b\"]}",
                "{} | data.A\\.B=c | {\"data\":{\"A.B\":\"c\"}}",
                "{} | labels.acme.com/team=x | {\"labels\":{\"acme.com/team\":\"x\"}}",
            })
    void assignments(String before, String pair, String after) {
        assertThat(assigned(before, pair)).isEqualTo(after);
    }

    @Test
    void anAssignmentThatCannotBeMadeIsAWrongCommandLine() {
        assertThatThrownBy(() -> assigned("{}", "noequals")).isInstanceOf(UsageError.class);
        assertThatThrownBy(() -> assigned("{}", "a..b=1")).isInstanceOf(UsageError.class);
        assertThatThrownBy(() -> assigned("{\"a\":\"x\"}", "a.b=1"))
                .hasMessageContaining("\"a\" has no fields");
        assertThatThrownBy(() -> assigned("{\"a\":[]}", "a.3=1"))
                .hasMessageContaining("an index from 0 to 0, got 3");
    }

    @ParameterizedTest(name = "{0} with {1} is {2}")
    @DisplayName("RFC 7396, appendix A")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":\"b\"} | {\"a\":\"c\"} | {\"a\":\"c\"}",
                "{\"a\":\"b\"} | {\"b\":\"c\"} | {\"a\":\"b\",\"b\":\"c\"}",
                "{\"a\":\"b\"} | {\"a\":null} | {}",
                "{\"a\":[\"b\"]} | {\"a\":\"c\"} | {\"a\":\"c\"}",
                "{\"a\":\"c\"} | {\"a\":[\"b\"]} | {\"a\":[\"b\"]}",
                "{\"a\":{\"b\":\"c\"}} | {\"a\":{\"b\":\"d\",\"c\":null}} | {\"a\":{\"b\":\"d\"}}",
                "{\"e\":null} | {\"a\":1} | {\"e\":null,\"a\":1}",
                "{} | {\"a\":{\"bb\":{\"ccc\":null}}} | {\"a\":{\"bb\":{}}}",
            })
    void mergePatches(String before, String patch, String after) {
        assertThat(JsonCodec.text(new MergePatch(object(patch)).apply(object(before))))
                .isEqualTo(after);
    }

    @ParameterizedTest(name = "{0} with {1} is {2}")
    @DisplayName("RFC 6902, appendix A")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"foo\":\"bar\"} | [{\"op\":\"add\",\"path\":\"/baz\",\"value\":\"qux\"}] | {\"foo\":\"bar\",\"baz\":\"qux\"}",
                "{\"foo\":[\"bar\",\"baz\"]} | [{\"op\":\"add\",\"path\":\"/foo/1\",\"value\":\"qux\"}] | {\"foo\":[\"bar\",\"qux\",\"baz\"]}",
                "{\"baz\":\"qux\",\"foo\":\"bar\"} | [{\"op\":\"remove\",\"path\":\"/baz\"}] | {\"foo\":\"bar\"}",
                "{\"foo\":[\"bar\",\"qux\",\"baz\"]} | [{\"op\":\"remove\",\"path\":\"/foo/1\"}] | {\"foo\":[\"bar\",\"baz\"]}",
                "{\"baz\":\"qux\"} | [{\"op\":\"replace\",\"path\":\"/baz\",\"value\":\"boo\"}] | {\"baz\":\"boo\"}",
                "{\"a\":{\"b\":1},\"c\":{}} | [{\"op\":\"move\",\"from\":\"/a/b\",\"path\":\"/c/d\"}] | {\"a\":{},\"c\":{\"d\":1}}",
                "{\"a\":[1]} | [{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/b\"}] | {\"a\":[1],\"b\":[1]}",
                "{\"a\":1} | [{\"op\":\"test\",\"path\":\"/a\",\"value\":1}] | {\"a\":1}",
                "{\"foo\":[\"bar\"]} | [{\"op\":\"add\",\"path\":\"/foo/-\",\"value\":[\"abc\"]}] | {\"foo\":[\"bar\",[\"abc\"]]}",
            })
    void jsonPatches(String before, String patch, String after) {
        ArrayNode operations = (ArrayNode) JsonCodec.read(patch);

        assertThat(JsonCodec.text(new JsonPatch(operations).apply(object(before))))
                .isEqualTo(after);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{\"op\":\"remove\",\"path\":\"/nosuch\"}]",
                "[{\"op\":\"replace\",\"path\":\"/nosuch\",\"value\":1}]",
                "[{\"op\":\"add\",\"path\":\"/a/b/c\",\"value\":1}]",
                "[{\"op\":\"test\",\"path\":\"/a\",\"value\":2}]",
            })
    void aJsonPatchThatDoesNotFitFails(String patch) {
        ArrayNode operations = (ArrayNode) JsonCodec.read(patch);

        assertThatThrownBy(() -> new JsonPatch(operations).apply(object("{\"a\":1}")))
                .isInstanceOf(Problem.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{\"op\":\"leap\",\"path\":\"/a\"}]",
                "[{\"op\":\"add\",\"path\":\"a\",\"value\":1}]",
                "[{\"op\":\"add\",\"path\":\"/a\"}]",
                "[{\"op\":\"remove\",\"path\":\"\"}]",
            })
    void aMalformedJsonPatchIsAWrongCommandLine(String patch) {
        ArrayNode operations = (ArrayNode) JsonCodec.read(patch);

        assertThatThrownBy(() -> new JsonPatch(operations).apply(object("{\"a\":1}")))
                .isInstanceOf(UsageError.class);
    }
}
