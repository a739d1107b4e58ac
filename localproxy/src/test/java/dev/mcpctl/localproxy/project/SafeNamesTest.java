package dev.mcpctl.localproxy.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

final class SafeNamesTest {
    private static final int BOUND = 30;

    private static QualifiedName name(String alias, String tool) {
        return new QualifiedName(alias, tool);
    }

    @Test
    @DisplayName("99. M-112: a plain name is alias_tool")
    void plainNamesAreJoinedByOneUnderscore() {
        assertThat(SafeNames.assign(List.of(name("grafana", "search_dashboards")), BOUND).values())
                .containsExactly("grafana_search_dashboards");
    }

    @Test
    void whatIsNotAllowedBecomesAnUnderscoreWithoutAHashWhereThatIsUnique() {
        assertThat(SafeNames.assign(List.of(name("a", "x.y/z")), BOUND).values())
                .containsExactly("a_x_y_z");
    }

    @Test
    void ofTwoThatWouldMeetTheUnalteredKeepsThePlainForm() {
        Map<QualifiedName, String> safe =
                SafeNames.assign(List.of(name("a", "x.y"), name("a", "x_y")), BOUND);

        assertThat(safe.get(name("a", "x_y"))).isEqualTo("a_x_y");
        assertThat(safe.get(name("a", "x.y"))).matches("a_x_y_[0-9a-f]{8}");
    }

    @Test
    void aNameThatIsTooLongIsCutAndHashed() {
        String tool = "t".repeat(80);

        String safe = SafeNames.assign(List.of(name("a", tool)), BOUND).get(name("a", tool));

        assertThat(safe).hasSize(BOUND).matches("a_t+_[0-9a-f]{8}");
    }

    @Test
    @DisplayName("M-112: the bound is 64 less what the client puts in front")
    void theBoundLeavesRoomForTheClientsPrefix() {
        assertThat(SafeNames.boundOf("p".repeat(32))).isEqualTo(25);
        assertThat(SafeNames.boundOf("x")).isEqualTo(64 - "mcp__x__".length());
    }

    @Test
    @DisplayName("M-112: safe names are all different, allowed, short, and stable")
    void anySetOfNamesIsMappedOneToOneWithinTheBoundAndIndependentOfTheOthers() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            Set<QualifiedName> drawn = new HashSet<>();
            for (int i = 0; i < 60; i++) {
                drawn.add(name(alias(random), tool(random)));
            }
            List<QualifiedName> names = new ArrayList<>(drawn);

            Map<QualifiedName, String> safe = SafeNames.assign(names, BOUND);

            assertThat(new HashSet<>(safe.values())).hasSize(names.size());
            assertThat(safe.values())
                    .allMatch(spelled -> spelled.matches("[a-zA-Z0-9_-]{1," + BOUND + "}"));
            Collections.shuffle(names, random);
            assertThat(SafeNames.assign(names, BOUND)).isEqualTo(safe);
            String kept = names.getFirst().alias();
            List<QualifiedName> alone =
                    names.stream().filter(each -> each.alias().equals(kept)).toList();
            SafeNames.assign(alone, BOUND)
                    .forEach((each, spelled) -> assertThat(spelled).isEqualTo(safe.get(each)));
        }
    }

    private static String alias(Random random) {
        return List.of("a", "a-b", "b", "files-of-the-whole-team", "x1").get(random.nextInt(5));
    }

    private static String tool(Random random) {
        String alphabet = "ab_.-/ äA";
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(random.nextInt(5) == 0 ? 60 : 4);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
