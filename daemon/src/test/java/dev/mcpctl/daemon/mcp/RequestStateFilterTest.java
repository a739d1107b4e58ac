package dev.mcpctl.daemon.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.db.secret.StateSeal;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Filter;
import dev.mcpctl.mcp.exchange.FilterResult;
import dev.mcpctl.mcp.exchange.Outcome;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

class RequestStateFilterTest {
    private static final Instant NOW = Instant.parse("2026-08-01T12:00:00Z");
    private static final String PARAMS = "{\"name\":\"pay\",\"arguments\":{\"a\":1,\"b\":[true]}}";
    private final StateSeal seal = new StateSeal(randomKey(), "test");
    private final Filter filter = filter("bank", NOW);

    private static byte[] randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return key;
    }

    private Filter filter(String server, Instant now) {
        return new RequestStateFilter(server, seal, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Call call(String principal, String method, Json params) {
        var caller = new Caller(principal, "", Revision.MODERN, false);
        return Call.of(method, params, caller, Duration.ofMinutes(1));
    }

    private static Call call(Json params) {
        return call("ada", Methods.TOOLS_CALL, params);
    }

    /** What a client gets when the server says {@code theirs}. */
    private String given() {
        Json asked =
                Json.parse(
                        "{\"resultType\":\"input_required\",\"inputRequests\":{},\"requestState\":\"theirs\"}");
        Outcome outcome = filter.onResponse(call(Json.parse(PARAMS)), new Outcome.Answered(asked));
        return outcome.orThrow().text("requestState").orElseThrow();
    }

    private static Json retried(String params, String state) {
        return Json.parse(params)
                .with("inputResponses", Json.parse("{\"ok\":{\"action\":\"accept\"}}"))
                .with("requestState", Json.of(state));
    }

    private static void assertRefused(FilterResult result) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        FilterResult.Reject.class,
                        reject ->
                                assertThat(reject.error().code())
                                        .isEqualTo(ErrorCodes.INVALID_PARAMS));
    }

    @Test
    void aServersStateLeavesSealedAndComesBackAsItWas() {
        String state = given();

        FilterResult result = filter.onRequest(call(retried(PARAMS, state)));

        assertThat(state).doesNotContain("theirs").startsWith("v1.");
        assertThat(result)
                .isInstanceOfSatisfying(
                        FilterResult.Forward.class,
                        forward ->
                                assertThat(forward.call().params())
                                        .isEqualTo(retried(PARAMS, "theirs")));
    }

    @Test
    void paramsMayBeSpelledAnotherWayWhenTheyComeBack() {
        String spelled = "{ \"arguments\" : {\"b\":[ true ],\"a\":1}, \"name\":\"p\\u0061y\" }";

        FilterResult result = filter.onRequest(call(retried(spelled, given())));

        assertThat(result).isInstanceOf(FilterResult.Forward.class);
    }

    @Test
    @DisplayName("31. a state that was tampered with is refused [2026-07-28 | basic/patterns/mrtr]")
    void aStateThatWasTamperedWithIsRefused() {
        String state = given();
        char other = state.charAt(40) == 'A' ? 'B' : 'A';

        assertRefused(filter.onRequest(call(retried(PARAMS, state + "-TAMPERED"))));
        assertRefused(
                filter.onRequest(
                        call(
                                retried(
                                        PARAMS,
                                        state.substring(0, 40) + other + state.substring(41)))));
        assertRefused(filter.onRequest(call(retried(PARAMS, "theirs"))));
        assertRefused(
                filter.onRequest(call(Json.parse(PARAMS).with("requestState", Json.parse("{}")))));
    }

    @Test
    @DisplayName(
            "31. a state of another principal, request or server is refused [2026-07-28 | basic/patterns/mrtr]")
    void aStateOfAnotherIsRefused() {
        String state = given();
        Json same = retried(PARAMS, state);
        Json other = retried(PARAMS.replace("1", "2"), state);

        assertRefused(filter.onRequest(call("bob", Methods.TOOLS_CALL, same)));
        assertRefused(filter.onRequest(call("ada", Methods.PROMPTS_GET, same)));
        assertRefused(filter.onRequest(call(other)));
        assertRefused(filter("shop", NOW).onRequest(call(same)));
    }

    @Test
    @DisplayName("31. a state that has expired is refused [2026-07-28 | basic/patterns/mrtr]")
    void aStateThatHasExpiredIsRefused() {
        Filter later = filter("bank", NOW.plus(Duration.ofMinutes(16)));

        assertRefused(later.onRequest(call(retried(PARAMS, given()))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"a\"", "{\"a\":1}", "{\"a\":null}"})
    void answersThatAreNoneAreRefused(String responses) {
        Json params = Json.parse(PARAMS).with("inputResponses", Json.parse(responses));

        assertRefused(filter.onRequest(call(params)));
    }

    @Test
    void aCompleteResultPassesUntouched() {
        Json result = Json.parse("{\"resultType\":\"complete\",\"requestState\":\"odd\"}");
        var outcome = new Outcome.Answered(result);

        assertThat(filter.onResponse(call(Json.parse(PARAMS)), outcome)).isSameAs(outcome);
    }
}
