package dev.mcpctl.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

final class RouterTest {
    private static final Endpoint NOTHING = _ -> Reply.text("");

    private final Router router =
            new Router(
                    List.of(
                            Route.of("GET", "/v/servers/{name}", NOTHING),
                            Route.of("GET", "/v/servers/all", NOTHING),
                            Route.of("GET", "/v/{kind}/all/more", NOTHING),
                            Route.of("PUT", "/v/servers/{name}", NOTHING)));

    @Test
    void aLiteralGoesBeforeAParameterAndBackWhenItLeadsNowhere() {
        assertThat(pattern("/v/servers/all")).isEqualTo("/v/servers/all");
        assertThat(pattern("/v/servers/a")).isEqualTo("/v/servers/{name}");
        assertThat(pattern("/v/servers/all/more")).isEqualTo("/v/{kind}/all/more");
    }

    @Test
    void parametersAreDecoded() {
        Router.Match match = router.find("GET", "/v/servers/a%20b+c");

        assertThat(match.parameters().values()).isEqualTo(Map.of("name", "a b+c"));
    }

    @Test
    void anotherMethodIsNotAnotherPath() {
        assertThatThrownBy(() -> router.find("POST", "/v/servers/a"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.type()).isEqualTo(ProblemType.METHOD_NOT_ALLOWED);
                            assertThat(problem.detail()).endsWith("expected GET, PUT");
                        });
        for (String path : List.of("/", "/v", "/v/servers/", "/v/servers/a/b", "/x")) {
            assertThatThrownBy(() -> router.find("GET", path))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.type()).isEqualTo(ProblemType.NOT_FOUND));
        }
    }

    private String pattern(String path) {
        return router.find("GET", path).route().pattern();
    }
}
