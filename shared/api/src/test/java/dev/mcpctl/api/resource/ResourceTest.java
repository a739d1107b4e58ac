package dev.mcpctl.api.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.attachment.ServerAttachments;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.project.Projects;
import dev.mcpctl.api.server.Servers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ResourceTest {
    @Test
    void aResourceSurvivesItsJson() {
        Metadata metadata =
                new Metadata(
                        "server",
                        "a",
                        "p",
                        Map.of("l", "1"),
                        Map.of("n", "2"),
                        "u",
                        3,
                        44,
                        Instant.parse("2026-01-02T03:04:05Z"),
                        Instant.parse("2026-01-02T03:04:06Z"));
        Resource resource =
                new Resource(
                        metadata,
                        JsonCodec.object().put("command", "x"),
                        JsonCodec.object().put("state", "Running"));

        assertThat(Resource.fromJson(JsonCodec.read(JsonCodec.bytes(resource.toJson()))))
                .isEqualTo(resource);
        assertThat(resource.toJson().path("metadata").path("resourceVersion").isTextual()).isTrue();
    }

    @Test
    void anExportIsReadAgainWithoutWhatTheDaemonSets() {
        List<Fault> faults = new ArrayList<>();

        Metadata metadata =
                MetadataReader.read(
                        Servers.KIND,
                        JsonCodec.read(
                                "{\"name\":\"a\",\"labels\":{\"x.io/t\":\"\"},\"uid\":\"u\",\"generation\":3,\"resourceVersion\":\"44\",\"createdAt\":\"x\",\"updatedAt\":\"y\"}"),
                        faults);

        assertThat(faults).isEmpty();
        assertThat(metadata.resourceVersion()).isEqualTo(44);
        assertThat(metadata.uid()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|/metadata/name required",
                "{\"name\":\"\"}|/metadata/name required, and must not be empty",
                "{\"name\":5}|/metadata/name expected text, got the number 5; quote it",
                "{\"name\":\"A\"}|/metadata/name \"A\" is not a name: expected lower-case letters, digits and '-', at most 63 of them, beginning and ending with a letter or digit",
                "{\"name\":\"a-\"}|/metadata/name \"a-\" is not a name",
                "{\"name\":\"a\",\"project\":\"p\"}|/metadata/project server is global; it has no project",
                "{\"name\":\"a\",\"labels\":{\"a/b/c\":\"d\"}}|/metadata/labels/a~1b~1c \"a/b/c\" is not a label key",
                "{\"name\":\"a\",\"labels\":{\"a\":\"b c\"}}|/metadata/labels/a \"b c\" is not a label value",
                "{\"name\":\"a\",\"labels\":{\"a\":5}}|/metadata/labels/a expected text, got the number 5; quote it",
                "{\"name\":\"a\",\"labels\":[]}|/metadata/labels expected an object of texts, got a list",
                "{\"name\":\"a\",\"label\":{}}|/metadata/label unknown field \"label\"; did you mean \"labels\"?",
                "[]|/metadata expected an object, got a list",
            })
    void metadataIsChecked(String json, String fault) {
        List<Fault> faults = new ArrayList<>();

        MetadataReader.read(Servers.KIND, JsonCodec.read(json), faults);

        assertThat(faults.getFirst().pointer() + " " + faults.getFirst().detail())
                .startsWith(fault);
    }

    @Test
    void lengthsAndProjectsDependOnTheKind() {
        List<Fault> faults = new ArrayList<>();

        MetadataReader.read(Projects.KIND, JsonCodec.object().put("name", "a".repeat(33)), faults);
        MetadataReader.read(ServerAttachments.KIND, JsonCodec.object().put("name", "a"), faults);

        assertThat(faults)
                .extracting(Fault::pointer)
                .containsExactly("/metadata/name", "/metadata/project");
        assertThat(MetadataReader.checkName("a".repeat(63), 63)).isEmpty();
        assertThat(MetadataReader.checkName("a".repeat(64), 63)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "0,0s",
        "119,119s",
        "120,2m",
        "7199,119m",
        "7200,2h",
        "172799,47h",
        "172800,2d",
        "-5,0s"
    })
    void agesArePrintedShort(long seconds, String age) {
        assertThat(View.age(Duration.ofSeconds(seconds))).isEqualTo(age);
    }

    @ParameterizedTest
    @CsvSource({"sirver,server", "SERVERS,servers", "projct,project", "xyzzyx,"})
    void aMistypedWordIsGuessed(String word, String meant) {
        assertThat(Suggestion.closest(word, List.of("server", "servers", "project")).orElse(null))
                .isEqualTo(meant);
    }
}
