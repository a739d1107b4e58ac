package dev.mcpctl.api.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.attachment.ServerAttachmentSpec;
import dev.mcpctl.api.attachment.ServerAttachments;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Reference;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.SpecText;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;

class ProjectsTest {
    @Test
    void aProjectIsReadWithItsDefaults() {
        ProjectSpec spec = SpecText.read(Projects.KIND, "servers: [a, {server: b, alias: c}]");

        assertThat(spec)
                .isEqualTo(
                        new ProjectSpec(
                                "",
                                List.of(
                                        new Attachment("a", "a", "/spec/servers/0"),
                                        new Attachment("b", "c", "/spec/servers/1/server")),
                                "default",
                                Optional.empty(),
                                ToolNames.SLASH,
                                GateMode.AUTO));
        assertThat(spec.attachment("c")).map(Attachment::server).contains("b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "servers: [a, a]|/spec/servers/1 \"a\" is attached twice; give one of them an alias",
                "servers: [a, {server: b, alias: a}]|/spec/servers/1/server \"a\" is attached twice; give one of them an alias",
                "servers: [{server: a, alias: A_B}]|/spec/servers/0/alias \"A_B\" is not a name",
                "servers: [{alias: a}]|/spec/servers/0/server required",
                "servers: [5]|/spec/servers/0 expected an object, got the number 5",
                "servers: a|/spec/servers expected a list, got the text \"a\"",
                "servers: [{server: a, toolsets: [r]}]|/spec/servers/0/toolsets toolsets are not available yet",
                "servers: [{server: a, alais: b}]|/spec/servers/0/alais unknown field \"alais\"; did you mean \"alias\"?",
                "proxyModel: mine|/spec/proxyModel expected one of content-pipeline, default, gate, passthrough, subindex, got \"mine\"",
                "pipeline: mine|/spec/pipeline expected one of default, passthrough, subindex, got \"mine\"",
                "toolNames: dots|/spec/toolNames expected slash | safe | none, got \"dots\"",
                "toolNames: none\\nservers: [a, b]|/spec/toolNames none is for a project with one server; this one has 2",
                "gate: {mode: open}|/spec/gate/mode expected reveal | dispatch | auto, got \"open\"",
                "gate: {mood: auto}|/spec/gate/mood unknown field \"mood\"; did you mean \"mode\"?",
                "prompts: {budget: 5}|/spec/prompts prompts are not available yet",
                "llm: {allow: []}|/spec/llm LLM providers are not available yet",
                "proxyMode: direct|/spec/proxyMode retired; only filtered is accepted",
                "gated: maybe|/spec/gated retired, and expected true or false; use proxyModel",
                "sirvers: []|/spec/sirvers unknown field \"sirvers\"; did you mean \"servers\"?",
            })
    void whatIsWrongIsRefusedByName(String yaml, String fault) {
        assertThat(SpecText.faults(Projects.KIND, yaml))
                .anySatisfy(found -> assertThat(found).startsWith(fault));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gated: true|proxyModel: default",
                "gated: false|proxyModel: content-pipeline",
                "gated: false\\nproxyModel: gate|proxyModel: gate",
                "proxyMode: filtered|{}",
                "servers: [{server: a}, {server: b, alias: b}, {server: c, alias: d}]|servers: [a, b, {server: c, alias: d}]",
            })
    @DisplayName("M-103: retired fields are accepted and folded away")
    void otherSpellingsFoldIntoTheCanonicalShape(String written, String canonical) {
        assertThat(Projects.KIND.canonical(SpecText.spec(written)))
                .isEqualTo(canonical.equals("{}") ? JsonCodec.object() : SpecText.spec(canonical));
        assertThat(SpecText.faults(Projects.KIND, written)).isEmpty();
    }

    @Test
    void aServerThatGoesIsTakenOutUnderEveryAlias() {
        Reference<ProjectSpec> reference = Projects.KIND.references().getFirst();

        assertThat(
                        reference
                                .without()
                                .apply(
                                        SpecText.spec("servers: [a, b, {server: a, alias: c}]"),
                                        "a"))
                .isEqualTo(SpecText.spec("servers: [b]"));
    }

    @Test
    void onlyPassthroughHasNoNotice() {
        assertThat(Projects.notice(SpecText.read(Projects.KIND, "proxyModel: passthrough")))
                .isEmpty();
        assertThat(Projects.notice(SpecText.read(Projects.KIND, "proxyModel: gate"))).isPresent();
    }

    @Test
    void anAttachmentIsAViewOfItsProject() {
        Resource project =
                Resource.of(Metadata.named("project", null, "p"), SpecText.spec("servers: [a]"));

        Resource attachment = ServerAttachments.of(project, new Attachment("a", "c", ""));

        assertThat(attachment.key().project()).isEqualTo("p");
        assertThat(attachment.key().name()).isEqualTo("c");
        assertThat(attachment.spec()).isEqualTo(SpecText.spec("server: a"));
        assertThat(ServerAttachments.entry("a", new ServerAttachmentSpec("a")).asText())
                .isEqualTo("a");
        assertThat(ServerAttachments.entry("c", new ServerAttachmentSpec("a")))
                .isEqualTo(SpecText.spec("server: a\nalias: c"));
        assertThat(SpecText.faults(ServerAttachments.KIND, "toolsets: []"))
                .containsExactly(
                        "/spec/server required", "/spec/toolsets toolsets are not available yet");
    }
}
