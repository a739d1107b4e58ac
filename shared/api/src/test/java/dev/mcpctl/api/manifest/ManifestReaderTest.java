package dev.mcpctl.api.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

class ManifestReaderTest {
    private static final String FLAT =
            """
            apiVersion: v1
            kind: server
            name: files
            labels: {team: platform}
            command: node
            """;
    private static final String ENVELOPE =
            """
            kind: Server
            metadata:
              name: files
              labels: {team: platform}
            spec:
              command: node
            status: {state: Running}
            """;
    private static final String PLURAL =
            """
            servers:
              - name: files
                labels: {team: platform}
                command: node
            """;
    private static final String LIST =
            """
            kind: List
            metadata: {position: 7}
            items:
              - {kind: SERVER, name: files, labels: {team: platform}, command: node}
            """;
    private static final String JSON =
            """
            {
            \t"kind": "server",
            \t"metadata": {"name": "files", "labels": {"team": "platform"}},
            \t"spec": {"command": "node"}
            }
            """;

    @ParameterizedTest
    @ValueSource(strings = {FLAT, ENVELOPE, PLURAL, LIST, JSON})
    @DisplayName("M-118 M-119 A-01: all shapes fold into one")
    void everyShapeFoldsIntoTheSameEnvelope(String text) {
        List<ManifestDocument> documents = ManifestReader.parse("x.yaml", text);

        assertThat(documents).hasSize(1);
        assertThat(documents.getFirst().envelope())
                .isEqualTo(
                        JsonCodec.read(
                                """
                                {"kind": "server",
                                 "metadata": {"name": "files", "labels": {"team": "platform"}},
                                 "spec": {"command": "node"}}
                                """));
    }

    @Test
    void severalListsStandInOneDocumentAndEmptyOnesPass() {
        List<ManifestDocument> documents =
                ManifestReader.parse(
                        "x.yaml",
                        """
                        secrets: [{name: s, data: {A: b}}]
                        servers:
                        Projects:
                          - name: p
                            servers: [a]
                        serverattachments: [{project: p, name: b, server: c}]
                        """);

        assertThat(documents)
                .extracting(document -> document.key().toString())
                .containsExactly("secret/s", "project/p", "serverattachment/b");
        assertThat(documents.getLast().key().project()).isEqualTo("p");
    }

    @Test
    @DisplayName("M-120: documents are numbered as written, empty ones included")
    void documentsOfAStreamAreNumbered() {
        List<ManifestDocument> documents =
                ManifestReader.parse(
                        "x.yaml", "---\n---\nkind: secret\nname: a\n---\nkind: secret\nname: b\n");

        assertThat(documents).extracting(ManifestDocument::number).containsExactly(2, 3);
    }

    @Test
    void anEmptyTextHasNoDocuments() {
        assertThat(ManifestReader.parse("x.yaml", "")).isEmpty();
        assertThat(ManifestReader.parse("x.yaml", "# nothing\n---\n# here\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1.10|1.10",
                "10|10",
                "0x1F|31",
                "0o17|15",
                "123456789012345678901234567890|123456789012345678901234567890",
                "1e3|1E+3",
                "true|true",
                "~|null",
                "off|\"off\"",
                "yes|\"yes\"",
                "2001-12-14|\"2001-12-14\"",
                "12:30|\"12:30\"",
                "'1.10'|\"1.10\"",
                "!!str 5|\"5\"",
                "[]|[]",
                "{a: 1}|{\"a\":1}"
            })
    void scalarsFollowTheCoreSchemaAndKeepTheirDigits(String yaml, String json) {
        JsonNode value =
                ManifestReader.parse("x.yaml", "kind: server\nx: " + yaml + "\n")
                        .getFirst()
                        .spec()
                        .path("x");

        assertThat(JsonCodec.text(value)).isEqualTo(json);
    }

    @Test
    void mergedFieldsStandBesideTheOwnOnes() {
        JsonNode spec =
                ManifestReader.parse(
                                "x.yaml",
                                "kind: server\nbase: &b {x: 1, z: 2}\nc:\n  <<: *b\n  x: 3\n")
                        .getFirst()
                        .spec();

        assertThat(spec.path("c").toString()).isEqualTo("{\"x\":3,\"z\":2}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: server\\n\\tname: a|x.yaml:2:1: found a tab where YAML expects spaces",
                "kind: server\\nname: a\\n\\treplicas: 1|x.yaml:3:1: found a tab where YAML expects spaces",
                "kind: server\\nkind: secret|x.yaml:2:1: document 1: the key \"kind\" stands here twice; first on line 1",
                "kind: server\\nname: a\\nenv: {A: 1, A: 2}|x.yaml:3:13: document 1: the key \"A\" stands here twice; first on line 3",
                "kind: sever\\nname: a|x.yaml:1:7: document 1: kind: there is no kind \"sever\"; did you mean \"server\"?",
                "kind: srv\\nname: a|x.yaml:1:7: document 1: kind: there is no kind \"srv\"; did you mean \"server\"?",
                "kind: 5|x.yaml:1:7: document 1: kind: there is no kind \"5\"; expected one of secret, template, server, project, instance, serverattachment",
                "srv: [{name: a}]|x.yaml:1:1: document 1: srv: there is no list \"srv\"; did you mean \"servers\"?",
                "serverz: []|x.yaml:1:1: document 1: serverz: there is no list \"serverz\"; did you mean \"servers\"?",
                "servers: {}|x.yaml:1:10: document 1: servers: expected a list",
                "servers: [a]|x.yaml:1:11: document 1: servers: expected an object with name and fields",
                "servers: [{kind: secret}]|x.yaml:1:18: document 1: kind: expected server in servers",
                "kind: List\\nitems: 5|x.yaml:2:8: document 1: items: expected a list",
                "- kind: server|x.yaml:1:1: document 1: expected fields such as kind and name",
                "kind: secret\\nmetadata: {name: a}\\ndata: {}|x.yaml:3:1: document 1: data: unknown field beside metadata and spec; a secret has it in spec",
                "kind: secret\\nmetadata: 5|x.yaml:2:11: document 1: metadata: expected an object",
                "kind: server\\nx: .nan|x.yaml:2:4: document 1: \".nan\" is not a number that JSON has; quote it",
                "kind: server\\nx: !!binary aGk=|x.yaml:2:4: document 1: the tag tag:yaml.org,2002:binary is not taken here",
                "kind: server\\n? [a]\\n: b|x.yaml:2:3: document 1: a key must be text",
                "kind: server\\nx: *nowhere|x.yaml:2:4: not YAML: found undefined alias nowhere",
                "kind: server\\nx: &a [*a]|x.yaml:2:4: document 1: nested more than 100 levels deep, or in itself",
            })
    @DisplayName("M-124: what is wrong is named with file, line, column and document")
    void faultsNameTheirPlace(String text, String line) {
        assertThatThrownBy(() ->
                        ManifestReader.parse(
                                "x.yaml", text.replace("\\n", "\n").replace("\\t", "\t")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.type()).isEqualTo(ProblemType.LOCAL);
                            assertThat(problem.detail()).isEqualTo(line);
                        });
    }

    @Test
    void aDocumentWithoutKindSaysSo() {
        assertThatThrownBy(() -> ManifestReader.parse("x.yaml", "name: a\n"))
                .hasMessageStartingWith("x.yaml:1:1: document 1: name: kind is missing");
    }

    @Test
    void allFaultsOfAFileAreShownALineEach() {
        assertThatThrownBy(
                        () -> ManifestReader.parse("x.yaml", "kind: a\n---\n- 1\n---\nfoo: []\n"))
                .message()
                .hasLineCount(3);
    }

    @Test
    void aliasesCannotMultiplyWithoutEnd() {
        StringBuilder text =
                new StringBuilder("kind: server\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            text.append("a%d: &a%d [".formatted(i, i));
            text.append("*a%d, ".formatted(i - 1).repeat(6)).append("]\n");
        }

        assertThatThrownBy(() -> ManifestReader.parse("x.yaml", text.toString()))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("x.yaml:");
    }

    @Test
    void deepNestingIsRefusedBeforeTheStackOverflows() {
        assertThatThrownBy(() -> ManifestReader.parse("x.yaml", "a: " + "[".repeat(200_000)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("nested more than 100 levels deep");
    }

    @Test
    @DisplayName("a 20 MB file is refused, unread, with its size and the limit")
    void aFileThatIsTooLongIsRefused(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("big.yaml");
        try (RandomAccessFile big = new RandomAccessFile(file.toFile(), "rw")) {
            big.setLength(20_000_000);
        }

        assertThatThrownBy(() -> ManifestReader.read(file))
                .hasMessage(
                        file
                                + ": the file is too large: 20000000 bytes; at most 4194304 bytes (4 MiB) are read; split it");
    }

    @Test
    void aStreamThatIsTooLongIsRefusedWithoutReadingItAll() {
        InputStream endless = new Endless();

        assertThatThrownBy(() -> ManifestReader.read("-", endless))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("4 MiB");
    }

    @Test
    void textThatIsNotUtf8IsRefusedAtItsPlace() {
        byte[] text = "kind: server\nname: \u00e9".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> ManifestReader.read("-", new ByteArrayInputStream(text)))
                .hasMessage("-:2:7: not UTF-8");
    }

    @Test
    void aByteOrderMarkIsNoCharacter(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("a.yaml"), "\uFEFFkind: server\nname: a\n");

        assertThat(ManifestReader.read(file)).hasSize(1);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ManifestReader.read(Path.of("/nowhere/x.yaml")))
                .hasMessage("/nowhere/x.yaml: no such file");
    }

    @ParameterizedTest
    @CsvSource({
        "/metadata/name, expected x, 3:7",
        "/spec/replicas, expected x, 5:11",
        "/spec/env/1/value, expected x, 8:13",
        "/spec/env/1/missing, required, 7:3",
        "/spec/env/9, expected x, 6:6",
        "/spec/replicaz, unknown field \"replicaz\", 9:1",
        "/spec/replicaz, expected x, 10:3",
        "/spec/a~1b, expected x, 11:8",
        "/spec, a server needs a source, 2:1",
        "'', x, 2:1"
    })
    void pointersIntoTheEnvelopeLeadToTheirPlaceInAFlatDocument(
            String pointer, String detail, String place) {
        ManifestDocument document =
                ManifestReader.parse(
                                "x.yaml",
                                """
                                # first line
                                kind: server
                                name: a
                                labels: {}
                                replicas: one
                                env: [{name: A},
                                  {name: B,
                                   value:   1}]
                                replicaz:
                                  x: 1
                                "a/b": 2
                                """)
                        .getFirst();

        assertThat(ManifestFault.of(document, new Fault(pointer, detail)).place())
                .hasToString(place);
    }

    @Test
    void pointersIntoTheEnvelopeLeadToTheirPlaceInAnEnvelope() {
        ManifestDocument document = ManifestReader.parse("x.yaml", ENVELOPE).getFirst();

        assertThat(document.marks().place("/metadata/labels/team")).hasToString("4:18");
        assertThat(document.marks().place("/spec/command")).hasToString("6:12");
        assertThat(document.marks().keyPlace("/spec/command")).hasToString("6:3");
        assertThat(document.marks().place("/spec/nothing")).hasToString("6:3");
    }

    @Test
    @DisplayName("M-124: mcpd's pointers come back as file:line:column, document and field")
    void faultsOfTheDaemonAreShownWhereTheyWereWritten() {
        List<ManifestDocument> sent =
                ManifestReader.parse(
                        "x.yaml",
                        "kind: secret\nname: s\n---\nkind: server\nname: a\nenv:\n  - name: 5\n");
        Problem problem =
                Problem.invalid(
                        "2 resources",
                        List.of(
                                new Fault("/resources/1/spec/env/0/name", "expected text"),
                                new Fault("/resources/1/spec", "a server needs a source"),
                                new Fault("/resources/7/spec", "strange"),
                                new Fault("", "whole")));

        assertThat(ManifestFault.lines(sent, problem))
                .containsExactly(
                        "x.yaml:4:1: document 2: spec: a server needs a source",
                        "x.yaml:7:11: document 2: spec.env[0].name: expected text",
                        "resources[7].spec: strange",
                        "whole");
        assertThat(ManifestFault.lines(sent, Problem.notFound("servers", "x")))
                .containsExactly("servers \"x\" not found");
    }

    @Test
    void whatIsPrintedOfADocumentHoldsNoValues() {
        ManifestDocument document =
                ManifestReader.parse("x.yaml", "kind: secret\nname: s\ndata: {K: hush}\n")
                        .getFirst();

        assertThat(document.toString()).isEqualTo("x.yaml: document 1: secret/s");
    }

    private static final class Endless extends InputStream {
        private long count;

        @Override
        public int read() {
            assertThat(++count).isLessThan(8_000_000);
            return '#';
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            count += length;
            assertThat(count).isLessThan(8_000_000);
            Arrays.fill(into, offset, offset + length, (byte) '#');
            return length;
        }
    }
}
