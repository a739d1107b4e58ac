package dev.mcpctl.localproxy.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.localproxy.project.ResourceUris.Listed;
import dev.mcpctl.localproxy.project.ResourceUris.Origin;

import org.junit.jupiter.api.Test;

import java.util.List;

final class ResourceUrisTest {
    private final ResourceUris uris =
            new ResourceUris(
                    List.of(
                            new Listed(
                                    "one",
                                    List.of("file:///shared", "one://only"),
                                    List.of("note://{id}")),
                            new Listed(
                                    "two",
                                    List.of("file:///shared", "two://ä b"),
                                    List.of("note://{id}", "doc://{+path}"))));

    @Test
    void aUriThatOneServerHasStaysAsItIs() {
        assertThat(uris.outward("one", "one://only")).isEqualTo("one://only");
        assertThat(uris.outward("two", "two://ä b")).isEqualTo("two://ä b");
    }

    @Test
    void ofTwoThatCollideTheLaterAttachmentsIsWrapped() {
        assertThat(uris.outward("one", "file:///shared")).isEqualTo("file:///shared");
        assertThat(uris.outward("two", "file:///shared"))
                .isEqualTo("mcpctl://two/file%3A%2F%2F%2Fshared");
    }

    @Test
    void everyOutwardFormLeadsBackToItsServer() {
        assertThat(uris.origin("file:///shared")).contains(new Origin("one", "file:///shared"));
        assertThat(uris.origin(uris.outward("two", "file:///shared")))
                .contains(new Origin("two", "file:///shared"));
        assertThat(uris.origin(ResourceUris.wrap("two", "two://ä b")))
                .contains(new Origin("two", "two://ä b"));
    }

    @Test
    void aWrappedTemplateKeepsItsExpressions() {
        assertThat(uris.outwardTemplate("one", "note://{id}")).isEqualTo("note://{id}");
        assertThat(uris.outwardTemplate("two", "note://{id}"))
                .isEqualTo("mcpctl://two/note%3A%2F%2F{id}");
    }

    @Test
    void anExpansionOfAWrappedTemplateLeadsToTheSameExpansionOfTheOriginal() {
        assertThat(uris.origin("mcpctl://two/note%3A%2F%2Fa%20b"))
                .contains(new Origin("two", "note://a%20b"));
    }

    @Test
    void aUriThatNobodyListsIsFoundByTemplate() {
        assertThat(uris.origin("doc://a/b/c")).contains(new Origin("two", "doc://a/b/c"));
        assertThat(uris.origin("note://7")).contains(new Origin("one", "note://7"));
        assertThat(uris.outward("two", "note://7")).isEqualTo("mcpctl://two/note%3A%2F%2F7");
    }

    @Test
    void whatNobodyHasIsNobodys() {
        assertThat(uris.origin("other://x")).isEmpty();
        assertThat(uris.origin("mcpctl://three/x")).isEmpty();
    }

    @Test
    void aReferenceMayBeATemplateInEitherForm() {
        assertThat(uris.originOfReference("note://{id}"))
                .contains(new Origin("one", "note://{id}"));
        assertThat(uris.originOfReference("mcpctl://two/note%3A%2F%2F{id}"))
                .contains(new Origin("two", "note://{id}"));
    }
}
