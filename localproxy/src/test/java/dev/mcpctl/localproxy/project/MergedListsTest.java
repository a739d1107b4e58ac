package dev.mcpctl.localproxy.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.project.ToolNames;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.upstream.ListPages;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

final class MergedListsTest {
    private static final PageBounds PAGES = new PageBounds(2, 1_000_000);

    private static ListContent content(Json... items) {
        return ListContent.of(new ListPages(List.of(items), 1_000, false, true));
    }

    private static Json tool(String name) {
        return Json.parse("{\"x-new\":{\"a\":1.50},\"name\":\"" + name + "\"}");
    }

    private static MergedLists.Part part(String alias, String... tools) {
        return new MergedLists.Part(
                alias,
                Map.of(
                        ListKind.TOOLS,
                        content(
                                Arrays.stream(tools)
                                        .map(MergedListsTest::tool)
                                        .toArray(Json[]::new))));
    }

    private final MergedLists merged =
            new MergedLists("p", List.of(part("b", "z", "a"), part("a", "m", "n.o", "m")), PAGES);

    private List<String> names(ToolNames style) {
        List<String> names = new ArrayList<>();
        String cursor = null;
        do {
            Json page = merged.page(ListKind.TOOLS, style, cursor);
            page.get("tools").orElseThrow().elements().stream()
                    .map(tool -> tool.text("name").orElseThrow())
                    .forEach(names::add);
            cursor = page.text("nextCursor").orElse(null);
        } while (cursor != null);
        return names;
    }

    @Test
    void theOrderIsThatOfTheAttachmentsThenThatOfTheServer() {
        assertThat(names(ToolNames.SLASH)).containsExactly("b/z", "b/a", "a/m", "a/n.o");
    }

    @Test
    void everyStyleHoldsTheSameTools() {
        assertThat(names(ToolNames.SAFE)).containsExactly("b_z", "b_a", "a_m", "a_n_o");
        assertThat(names(ToolNames.NONE)).containsExactly("z", "a", "m", "n.o");
    }

    @Test
    void bothSpellingsAreUnderstoodInEveryStyle() {
        for (ToolNames style : ToolNames.values()) {
            assertThat(merged.find(ListKind.TOOLS, "a/n.o", style))
                    .contains(new QualifiedName("a", "n.o"));
            assertThat(merged.find(ListKind.TOOLS, "a_n_o", style))
                    .contains(new QualifiedName("a", "n.o"));
        }
        assertThat(merged.find(ListKind.TOOLS, "n.o", ToolNames.SLASH)).isEmpty();
        assertThat(merged.find(ListKind.TOOLS, "a/other", ToolNames.SLASH)).isEmpty();
    }

    @Test
    void unknownMembersOfAnItemSurviveAsTheyCame() {
        assertThat(merged.page(ListKind.TOOLS, ToolNames.SLASH, null).toString())
                .contains("{\"x-new\":{\"a\":1.50},\"name\":\"b/z\"}");
    }

    @Test
    void aPageIsWrittenOnceForEachStyle() {
        assertThat(merged.page(ListKind.TOOLS, ToolNames.SAFE, null))
                .isSameAs(merged.page(ListKind.TOOLS, ToolNames.SAFE, null));
    }

    @Test
    void aCursorThatFitsNoListOfOursIsRefused() {
        String cursor =
                merged.page(ListKind.TOOLS, ToolNames.SLASH, null).text("nextCursor").orElseThrow();
        MergedLists later =
                new MergedLists("p", List.of(part("b", "z", "a"), part("a", "m", "q")), PAGES);

        for (String wrong : List.of("", "x", "!", cursor + "a", "MC4xLjE")) {
            assertRefused(merged, ListKind.TOOLS, wrong);
        }
        assertRefused(merged, ListKind.PROMPTS, cursor);
        assertRefused(later, ListKind.TOOLS, cursor);
    }

    private static void assertRefused(MergedLists lists, ListKind kind, String cursor) {
        assertThatThrownBy(() -> lists.page(kind, ToolNames.SLASH, cursor))
                .isInstanceOfSatisfying(
                        McpException.class,
                        refused ->
                                assertThat(refused.error().code())
                                        .isEqualTo(ErrorCodes.INVALID_PARAMS));
    }

    @Test
    void aSecondResourceOfOneUriIsWrappedInTheList() {
        Json resource = Json.parse("{\"uri\":\"u://1\",\"name\":\"r\"}");
        Map<ListKind, ListContent> lists = Map.of(ListKind.RESOURCES, content(resource));
        MergedLists both =
                new MergedLists(
                        "p",
                        List.of(
                                new MergedLists.Part("one", lists),
                                new MergedLists.Part("two", lists)),
                        PAGES);

        assertThat(both.page(ListKind.RESOURCES, ToolNames.SLASH, null).toString())
                .contains("\"uri\":\"u://1\"", "\"uri\":\"mcpctl://two/u%3A%2F%2F1\"");
    }
}
