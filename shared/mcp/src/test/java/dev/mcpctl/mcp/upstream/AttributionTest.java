package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

class AttributionTest {
    private final AtomicLong ids = new AtomicLong();
    private final Attribution attribution = new Attribution();

    private Pending call(String principal, String method) {
        return new Pending(ids.incrementAndGet(), method, principal, RequestMeta.none(), _ -> {});
    }

    private Pending call(String principal) {
        return call(principal, Methods.TOOLS_CALL);
    }

    private static Pending parked(Pending call) {
        return call.continued();
    }

    @Test
    void aQuestionIsAboutTheOnlyCallThatMayBeAskedAbout() {
        Pending call = call("ada");
        Pending list = call("bob", Methods.TOOLS_LIST);

        assertThat(attribution.ofQuestion(List.of(list, call))).isSameAs(call);
        assertThat(attribution.ofQuestion(List.of(list))).isNull();
        assertThat(attribution.ofQuestion(List.of(call, call("ada")))).isNull();
        assertThat(attribution.ofQuestion(List.of(call, call("bob")))).isNull();
    }

    @Test
    void aParkedCallStandsInTheWayOfAnotherPrincipalOnly() {
        Pending call = call("ada");

        assertThat(attribution.ofQuestion(List.of(call, parked(call("ada"))))).isSameAs(call);
        assertThat(attribution.ofQuestion(List.of(call, parked(call("bob"))))).isNull();
    }

    @Test
    void aParkedCallMayBeAskedAboutOnceMore() {
        Pending parked = parked(call("ada"));

        assertThat(attribution.ofQuestion(List.of(parked))).isSameAs(parked);
        assertThat(attribution.ofQuestion(List.of(parked, parked(call("ada"))))).isNull();
    }

    @Test
    void aCallThatWasGivenUpStandsInTheWayOfOthersForAWhile() {
        Pending ofAda = call("ada");
        Pending ofBob = call("bob");

        attribution.givenUp(call("ada", Methods.TOOLS_LIST));
        assertThat(attribution.ofQuestion(List.of(ofBob))).isSameAs(ofBob);
        attribution.givenUp(call("ada"));

        assertThat(attribution.ofQuestion(List.of(ofAda))).isSameAs(ofAda);
        assertThat(attribution.ofQuestion(List.of(ofBob))).isNull();
    }
}
