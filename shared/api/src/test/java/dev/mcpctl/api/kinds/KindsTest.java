package dev.mcpctl.api.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.resource.Fields;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.SpecText;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class KindsTest {
    @ParameterizedTest
    @CsvSource({
        "srv,server",
        "tmpl,template",
        "inst,instance",
        "proj,project",
        "sec,secret",
        "sa,serverattachment",
        "Servers,server",
        "PROJECT,project",
        "serverattachments,serverattachment"
    })
    @DisplayName("K-01: singular, plural and short names in any case")
    void everyNameOfAKindFindsIt(String word, String kind) {
        assertThat(Kinds.get(word).name()).isEqualTo(kind);
    }

    @Test
    void noWordMeansTwoKinds() {
        List<String> words = new ArrayList<>();
        for (ResourceKind<?> kind : Kinds.ALL) {
            Stream.concat(Stream.of(kind.name(), kind.plural()), kind.shortNames().stream())
                    .forEach(words::add);
        }

        assertThat(words).doesNotHaveDuplicates();
    }

    @Test
    void anUnknownKindIsGuessed() {
        assertThatThrownBy(() -> Kinds.get("severs"))
                .isInstanceOf(Problem.class)
                .hasMessage("there is no kind \"severs\"; did you mean \"servers\"?");
        assertThatThrownBy(() -> Kinds.get("xyzzyxyzzy"))
                .hasMessageContaining("expected one of secrets, templates, servers, projects");
    }

    @Test
    @DisplayName("M-122: what is referred to comes first in the apply order")
    void referencesPointToKindsBefore() {
        List<String> before = new ArrayList<>();
        for (ResourceKind<?> kind : Kinds.ALL) {
            assertThat(before)
                    .containsAll(
                            kind.references().stream().map(reference -> reference.kind()).toList());
            before.add(kind.name());
        }
    }

    @Test
    void everyKindMakesAsManyCellsAsColumns() {
        for (ResourceKind<?> kind : Kinds.ALL) {
            Resource resource =
                    Resource.of(
                            Metadata.named(kind.name(), null, "a"),
                            SpecText.spec("command: x\nserver: y"));

            assertThat(kind.cells(resource, true, Instant.EPOCH)).hasSameSizeAs(kind.columns(true));
            assertThat(kind.cells(resource, false, Instant.EPOCH))
                    .hasSameSizeAs(kind.columns(false));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theSchemaNamesWhatTheReaderKnows(ResourceKind<?> kind) {
        List<Fault> faults = new ArrayList<>();
        kind.read(JsonCodec.object().put("qqqqqqqqqqqq", 1), faults);
        String unknown =
                faults.stream()
                        .map(Fault::detail)
                        .filter(detail -> detail.startsWith(Fields.UNKNOWN_FIELD))
                        .findFirst()
                        .orElseThrow();
        List<String> known =
                new ArrayList<>(
                        List.of(unknown.substring(unknown.indexOf("one of ") + 7).split(", ")));
        ObjectNode aliases = JsonCodec.object();
        kind.schema()
                .path("properties")
                .fieldNames()
                .forEachRemaining(name -> aliases.put(name, name));
        known.removeIf(name -> aliases.remove(name) != null);

        assertThat(known).as("known to the reader, not in the schema").isEmpty();
        aliases.fieldNames()
                .forEachRemaining(name ->
                        assertThat(kind.canonical(JsonCodec.object().put(name, "x")).has(name))
                                .as("%s is in the schema; the reader has not heard of it", name)
                                .isFalse());
    }

    static List<ResourceKind<?>> kinds() {
        return Kinds.ALL;
    }
}
