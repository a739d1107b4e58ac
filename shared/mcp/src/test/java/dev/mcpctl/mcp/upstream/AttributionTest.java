package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

class AttributionTest {
    private static final Request QUESTION =
            new Request(RequestId.of("q"), Methods.ROOTS_LIST, Json.object());

    private final AtomicLong ids = new AtomicLong();
    private final Attribution attribution = new Attribution();

    private Pending call(String principal, String method) {
        return new Pending(ids.incrementAndGet(), method, principal, RequestMeta.none(), _ -> {});
    }

    private Pending call(String principal) {
        return call(principal, Methods.TOOLS_CALL);
    }

    private static Pending parked(Pending call) {
        Pending rest = call.continued();
        call.parked(true);
        return rest;
    }

    @Test
    void aQuestionIsAboutTheOnlyCallThatMayBeAskedAbout() {
        Pending call = call("ada");
        Pending list = call("bob", Methods.TOOLS_LIST);

        assertThat(attribution.ofQuestion(QUESTION, List.of(list, call))).isSameAs(call);
        assertThat(attribution.ofQuestion(QUESTION, List.of(list))).isNull();
        assertThat(attribution.ofQuestion(QUESTION, List.of(call, call("ada")))).isNull();
        assertThat(attribution.ofQuestion(QUESTION, List.of(call, call("bob")))).isNull();
    }

    @Test
    void aParkedCallStandsInTheWayOfAnotherPrincipalOnly() {
        Pending call = call("ada");

        assertThat(attribution.ofQuestion(QUESTION, List.of(call, parked(call("ada")))))
                .isSameAs(call);
        assertThat(attribution.ofQuestion(QUESTION, List.of(call, parked(call("bob"))))).isNull();
    }

    @Test
    void aParkedCallMayBeAskedAboutOnceMore() {
        Pending parked = parked(call("ada"));

        assertThat(attribution.ofQuestion(QUESTION, List.of(parked))).isSameAs(parked);
        assertThat(attribution.ofQuestion(QUESTION, List.of(parked, parked(call("ada"))))).isNull();
    }

    private Pending result(String principal, String task) {
        Pending waiting = call(principal, Methods.TASKS_RESULT);
        waiting.task = task;
        return waiting;
    }

    private static Request about(String task) {
        return new Request(
                RequestId.of("q"),
                Methods.ROOTS_LIST,
                Json.parse(
                        "{\"_meta\":{\"io.modelcontextprotocol/related-task\":{\"taskId\":\"%s\"}}}"
                                .formatted(task)));
    }

    @Test
    void ofCallsOfOnePrincipalAQuestionIsAboutTheTaskThatItNamesOrAboutNone() {
        Pending call = call("ada");
        Pending one = result("ada", "one");
        Pending two = parked(result("ada", "two"));
        List<Pending> open = List.of(call, one, two);

        assertThat(attribution.ofQuestion(about("two"), open)).isSameAs(two);
        assertThat(attribution.ofQuestion(QUESTION, open)).isSameAs(call);
        assertThat(attribution.ofQuestion(about("three"), open)).isNull();
        assertThat(attribution.ofQuestion(about("one"), List.of(call("bob"), one))).isNull();
        assertThat(attribution.ofQuestion(QUESTION, List.of(one))).isSameAs(one);
    }

    @Test
    void aCallThatWasGivenUpStandsInTheWayOfOthersForAWhile() {
        Pending ofAda = call("ada");
        Pending ofBob = call("bob");

        attribution.givenUp(call("ada", Methods.TOOLS_LIST));
        assertThat(attribution.ofQuestion(QUESTION, List.of(ofBob))).isSameAs(ofBob);
        attribution.givenUp(call("ada"));

        assertThat(attribution.ofQuestion(QUESTION, List.of(ofAda))).isSameAs(ofAda);
        assertThat(attribution.ofQuestion(QUESTION, List.of(ofBob))).isNull();
    }
}
