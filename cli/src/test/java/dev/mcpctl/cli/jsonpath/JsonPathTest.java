package dev.mcpctl.cli.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example and the expressions of kubectl's documentation, and what can be wrong with them. */
class JsonPathTest {
    private static final JsonNode DOCUMENT =
            JsonCodec.read(
                    """
                    {"kind": "List",
                     "items": [
                      {"kind": "None",
                       "metadata": {"name": "127.0.0.1", "labels": {"app.kubernetes.io/name": "n"}},
                       "status": {"capacity": {"cpu": 4}, "ready": true, "why": null,
                                  "addresses": [{"type": "LegacyHostIP", "address": "127.0.0.1"}]}},
                      {"kind": "None",
                       "metadata": {"name": "127.0.0.2"},
                       "status": {"capacity": {"cpu": 8}, "ready": false,
                                  "addresses": [{"type": "LegacyHostIP", "address": "127.0.0.2"},
                                                {"type": "another", "address": "127.0.0.3"}]}}],
                     "users": [{"name": "myself", "user": {}},
                               {"name": "e2e", "user": {"username": "admin", "password": "secret"}}]}
                    """);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kind is {.kind}|kind is List",
                "{.kind}|List",
                "{['kind']}|List",
                "{[\"kind\"]}|List",
                "{$.kind}|List",
                "{@.kind}|List",
                "{ .kind }|List",
                "{kind}|List",
                "no expression|no expression",
                "{..name}|127.0.0.1 127.0.0.2 myself e2e",
                "{.items[*].metadata.name}|127.0.0.1 127.0.0.2",
                "{.items[0].metadata.name}|127.0.0.1",
                "{.items[-1].metadata.name}|127.0.0.2",
                "{.users[0:1].name}|myself",
                "{.users[:].name}|myself e2e",
                "{.users[::2].name}|myself",
                "{.users[-1:].name}|e2e",
                "{.users[5:].name}|``",
                "{.items[0]['metadata.name']}|127.0.0.1",
                "{.items[*]['metadata.name', 'status.capacity']}|127.0.0.1 {\"cpu\":4} 127.0.0.2 {\"cpu\":8}",
                "{.users[0,1].name}|myself e2e",
                "{.users[?(@.name==\"e2e\")].user.password}|secret",
                "{.users[?(@.name=='e2e')].user.password}|secret",
                "{.users[?(@.name != \"e2e\")].name}|myself",
                "{.users[?(@.user.password)].name}|e2e",
                "{.items[?(@.status.capacity.cpu > 4)].metadata.name}|127.0.0.2",
                "{.items[?(@.status.capacity.cpu<=4.0)].metadata.name}|127.0.0.1",
                "{.items[?(@.status.ready==true)].metadata.name}|127.0.0.1",
                "{.items[?(@.kind==$.items[0].kind)].metadata.name}|127.0.0.1 127.0.0.2",
                "{.items[0].metadata.labels.app\\.kubernetes\\.io/name}|n",
                "{.items[0].metadata.labels['app\\.kubernetes\\.io/name']}|n",
                "{.items[0].status.ready}|true",
                "{.items[0].status.why}|``",
                "{.nosuch.field[3]}|``",
                "{.users[0].*}|myself {}",
                "{.users[0]}|{\"name\":\"myself\",\"user\":{}}",
                "{.users[*].name}{\" \"}{.kind}|myself e2e List",
                "{range .users[*]}{.name}{\";\"}{end}|myself;e2e;",
                "{range .users[*]}{@.name}={$.kind},{end}|myself=List,e2e=List,",
                "{range .items[*]}[{range .status.addresses[*]}{.address} {end}]{end}|[127.0.0.1 ][127.0.0.2 127.0.0.3 ]",
                "{range items[*]}{.metadata.name}{end}|127.0.0.1127.0.0.2",
            })
    @DisplayName("M-131: kubectl's expressions")
    void expressions(String template, String printed) {
        assertThat(JsonPath.parse(template).print(DOCUMENT)).isEqualTo(printed);
    }

    @Test
    void quotedTextKnowsEscapes() {
        assertThat(JsonPath.parse("{'a\\tb\\n\\'c\\''}{\"\\\\\"}").print(DOCUMENT))
                .isEqualTo("a\tb\n'c'\\");
        assertThat(JsonPath.parse("{.}").print(JsonCodec.read("{\"a\":[1,\"x\"]}")))
                .isEqualTo("{\"a\":[1,\"x\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{.kind|column 7 of \"{.kind\": expected \"}\", but it ends here",
                "x {.items[}|column 11 of \"x {.items[}\": expected a number",
                "{}|column 2 of \"{}\": expected a path such as .metadata.name",
                "{range .items[*]}{.kind}|column 1 of \"{range .items[*]}{.kind}\": {range …} without {end}",
                "a{end}|column 2 of \"a{end}\": {end} without {range …}",
                "{\"open}|column 2 of \"{\"open}\": the quote is not closed",
                "{.items[?(@.a=1)]}|expected ==, !=, <, <=, > or >=",
                "{.items[?(@.a==x)]}|expected @.field, a text in quotes, a number, true or false",
                "{.items[?(@.a)}|column 15 of \"{.items[?(@.a)}\": unexpected \"}\"",
                "{.items[99999999999]}|is not a number of an element",
                "{.items[0:2:0]}|the step of a slice is a number above 0",
                "{.a b}|unexpected \"b\"",
            })
    void whatCannotBeReadIsShownWithItsPlace(String template, String message) {
        assertThatThrownBy(() -> JsonPath.parse(template))
                .isInstanceOf(JsonPathFault.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{.items[7]}|array index out of bounds: index 7, length 2",
                "{.items[-3]}|array index out of bounds: index -3, length 2",
                "{.kind[0]}|[0] is for a list, but there is \"List\"",
                "{.users[0].user[0:1]}|a slice is for a list, but there is an object",
                "{.items[?(@..type=='another')]}|a filter compares one value at a time"
            })
    void whatDoesNotFitIsSaid(String template, String message) {
        JsonPath path = JsonPath.parse(template);

        assertThatThrownBy(() -> path.print(DOCUMENT)).hasMessageContaining(message);
    }
}
