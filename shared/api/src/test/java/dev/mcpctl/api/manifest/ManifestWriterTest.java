package dev.mcpctl.api.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

class ManifestWriterTest {
    private static final String TEXTS =
            "abcXYZ019 _-.,:;#'\"\\/%@!&*?|>[]{}=~`^\t\n\r\u00e9\u00df\u20ac\uD83D\uDE00\u0007\u0085\u2028";
    private static final List<String> TRAPS =
            List.of(
                    "",
                    " ",
                    "yes",
                    "No",
                    "on",
                    "OFF",
                    "y",
                    "n",
                    "true",
                    "null",
                    "~",
                    "1.10",
                    "0x1f",
                    "0o7",
                    "1e3",
                    ".inf",
                    "-",
                    "- a",
                    "?",
                    ":",
                    "a: b",
                    "a #b",
                    "#a",
                    "2001-01-01",
                    "12:30:45",
                    "1_000",
                    "=",
                    "<<",
                    "@a",
                    "`a",
                    "%a",
                    "a:",
                    "a ",
                    " a",
                    "a\n",
                    "\na",
                    "a\n\n",
                    "  a\n b",
                    "a\n  b\n",
                    "---",
                    "...",
                    "{a}",
                    "[a]",
                    "&a",
                    "*a",
                    "!a",
                    "|",
                    "2026.8.31",
                    "http://x:3000/mcp",
                    "C:\\x",
                    "\uFEFFa",
                    "a\tb",
                    "\t",
                    "a\n\tb",
                    "\n",
                    "a \nb",
                    "key: |\n  x");

    @Test
    @DisplayName("M-127: one canonical shape, without what the daemon sets")
    void aResourceIsWrittenFlatInAStableOrder() {
        ObjectNode spec =
                (ObjectNode)
                        JsonCodec.read(
                                """
                                {"env": [{"value": "1", "name": "A"}], "args": ["-v", "x"], "command": "node",
                                 "zeta": {}, "alpha": [], "description": "Files: all", "transport": "STDIO"}
                                """);
        Metadata metadata =
                new Metadata(
                        "server",
                        "files",
                        null,
                        Map.of("team", "platform"),
                        Map.of("note", "no"),
                        "6b1c",
                        3,
                        44,
                        Instant.EPOCH,
                        Instant.EPOCH);

        String text =
                ManifestWriter.yaml(
                        new Resource(metadata, spec, JsonCodec.object().put("state", "Running")));

        assertThat(text)
                .isEqualTo(
                        """
                        kind: server
                        name: files
                        labels:
                          team: platform
                        annotations:
                          note: "no"
                        description: "Files: all"
                        command: node
                        args:
                          - "-v"
                          - x
                        transport: STDIO
                        env:
                          - name: A
                            value: "1"
                        alpha: []
                        zeta: {}
                        """);
    }

    @Test
    @DisplayName("M-128: a secret is written with its keys and no values")
    void aSecretIsWrittenWithNullValues() {
        Resource secret =
                resource("secret", (ObjectNode) JsonCodec.read("{\"data\":{\"TOKEN\":null}}"));

        assertThat(ManifestWriter.yaml(secret)).endsWith("data:\n  TOKEN: null\n");
    }

    @Test
    void severalResourcesAreDocumentsOfOneStream() {
        Resource one = resource("server", JsonCodec.object().put("command", "a"));

        String text = ManifestWriter.yaml(List.of(one, one));

        assertThat(text)
                .isEqualTo(
                        "kind: server\nname: x\ncommand: a\n---\nkind: server\nname: x\ncommand: a\n");
        assertThat(ManifestWriter.yaml(List.of())).isEmpty();
    }

    @Test
    void aJsonListHoldsWholeResourcesAndCanBeReadAgain() {
        Resource one = resource("server", JsonCodec.object().put("command", "a"));

        String text = ManifestWriter.jsonList(List.of(one, one));

        assertThat(JsonCodec.read(text).path("items").path(1)).isEqualTo(one.toJson());
        assertThat(ManifestReader.parse("-", text))
                .hasSize(2)
                .first()
                .satisfies(document -> assertThat(document.spec()).isEqualTo(one.spec()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"yes", "1.10", "2026.8.31", "12:30", "1_000", "~", "2001-01-01", "0x1f"})
    void whatSomeReaderWouldMisreadIsQuoted(String text) {
        Resource resource = resource("server", JsonCodec.object().put("x", text));

        assertThat(ManifestWriter.yaml(resource)).contains("x: \"" + text + "\"\n");
    }

    @Test
    @DisplayName("M-126: what is written reads back the same")
    void writtenResourcesReadBackTheSame() {
        for (long seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            List<Resource> resources = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                resources.add(randomResource(random));
            }

            String text = ManifestWriter.yaml(resources);

            List<ManifestDocument> read = ManifestReader.parse("seed " + seed, text);
            assertThat(read).as(text).hasSameSizeAs(resources);
            for (int i = 0; i < read.size(); i++) {
                assertThat(read.get(i).envelope())
                        .as("seed %s:%n%s", seed, text)
                        .isEqualTo(envelope(resources.get(i)));
            }
            assertThat(ManifestWriter.yaml(read.stream().map(ManifestWriterTest::stored).toList()))
                    .isEqualTo(text);
        }
    }

    private static Resource stored(ManifestDocument document) {
        return Resource.fromJson(document.envelope());
    }

    private static ObjectNode envelope(Resource resource) {
        ObjectNode json = resource.toJson();
        json.remove("status");
        return json;
    }

    private static Resource resource(String kind, ObjectNode spec) {
        return Resource.of(Metadata.named(kind, null, "x"), spec);
    }

    private static Resource randomResource(Random random) {
        String kind =
                List.of("secret", "server", "project", "serverattachment").get(random.nextInt(4));
        ObjectNode spec = JsonCodec.object();
        for (int i = 0; i < random.nextInt(6); i++) {
            spec.set("s" + i + randomKey(random), randomNode(random, 0));
        }
        String project = kind.equals("serverattachment") ? "p" : null;
        Metadata metadata = Metadata.named(kind, project, "n" + random.nextInt(100));
        return Resource.of(
                metadata.labelled(
                        random.nextBoolean() ? Map.of() : Map.of(randomKey(random), "true"),
                        random.nextBoolean() ? Map.of() : Map.of("a/b", randomText(random))),
                spec);
    }

    private static JsonNode randomNode(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 7 : 9)) {
            case 0 -> JsonCodec.object().numberNode(random.nextInt());
            case 1 -> JsonCodec.object().numberNode(new BigInteger(90, random).negate());
            case 2 ->
                    JsonCodec.object()
                            .numberNode(new BigDecimal("1.10").movePointLeft(random.nextInt(9)));
            case 3 -> JsonCodec.object().booleanNode(random.nextBoolean());
            case 4 -> JsonCodec.object().nullNode();
            case 5, 6 -> JsonCodec.object().textNode(randomText(random));
            case 7 -> {
                ObjectNode object = JsonCodec.object();
                for (int i = 0; i < random.nextInt(4); i++) {
                    object.set(randomKey(random), randomNode(random, depth + 1));
                }
                yield object;
            }
            default -> {
                ArrayNode list = JsonCodec.array();
                for (int i = 0; i < random.nextInt(4); i++) {
                    list.add(randomNode(random, depth + 1));
                }
                yield list;
            }
        };
    }

    private static String randomKey(Random random) {
        String key = randomText(random);
        return key.isEmpty() ? "k" : key;
    }

    private static String randomText(Random random) {
        if (random.nextBoolean()) {
            return TRAPS.get(random.nextInt(TRAPS.size()));
        }
        StringBuilder text = new StringBuilder();
        int[] points = TEXTS.codePoints().toArray();
        for (int i = 0; i < random.nextInt(30); i++) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
