package dev.mcpctl.mcp.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.mcp.exchange.Traffic.Stage;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class ExchangeTest {
    private static final Caller CALLER = new Caller("me", "c", Revision.MODERN, false);
    private final List<String> log = new ArrayList<>();

    private Call call(String method) {
        return Call.of(method, Json.object(), CALLER, Duration.ofSeconds(5));
    }

    private Filter noting(String name) {
        return new Filter() {
            @Override
            public FilterResult onRequest(Call call) {
                log.add(name + " in");
                return new FilterResult.Forward(call);
            }

            @Override
            public Outcome onResponse(Call call, Outcome outcome) {
                log.add(name + " out");
                return outcome;
            }
        };
    }

    private McpEndpoint router(Json answer) {
        return new McpEndpoint() {
            @Override
            public Json call(Call call) {
                log.add("router");
                call.emit(new Notification(Methods.PROGRESS));
                return answer;
            }

            @Override
            public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
                return () -> {};
            }
        };
    }

    @Test
    void filtersSeeRequestsOutermostFirstAndOutcomesInnermostFirst() {
        var exchange = new Exchange(List.of(noting("a"), noting("b")), router(Json.object()));

        exchange.call(call(Methods.TOOLS_CALL));

        assertThat(log).containsExactly("a in", "b in", "router", "b out", "a out");
    }

    @Test
    void aShortCircuitIsSeenByTheFiltersOutsideIt() {
        Filter answering =
                new Filter() {
                    @Override
                    public FilterResult onRequest(Call call) {
                        return new FilterResult.ShortCircuit(Json.of("mine"));
                    }
                };

        Json answer =
                new Exchange(List.of(noting("a"), answering, noting("b")), router(Json.object()))
                        .call(call(Methods.TOOLS_CALL));

        assertThat(answer).isEqualTo(Json.of("mine"));
        assertThat(log).containsExactly("a in", "a out");
    }

    @Test
    void aRejectionIsThrownAndAFilterMayTurnAnErrorIntoAnAnswer() {
        Filter rejecting =
                new Filter() {
                    @Override
                    public FilterResult onRequest(Call call) {
                        return new FilterResult.Reject(new JsonRpcError(-32602, "no"));
                    }
                };
        Filter healing =
                new Filter() {
                    @Override
                    public Outcome onResponse(Call call, Outcome outcome) {
                        return new Outcome.Answered(Json.of("healed"));
                    }
                };

        assertThatThrownBy(() ->
                        new Exchange(List.of(rejecting), router(Json.object())).call(call("x")))
                .isInstanceOf(McpException.class)
                .hasMessage("no");
        assertThat(new Exchange(List.of(healing, rejecting), router(Json.object())).call(call("x")))
                .isEqualTo(Json.of("healed"));
    }

    @Test
    void theTapSeesBothSidesOfOneCall() {
        List<Traffic> seen = new ArrayList<>();
        var tap = new TrafficTap(seen::add);
        McpEndpoint server = router(Json.parse("{\"isError\":true}"));
        McpEndpoint router =
                new McpEndpoint() {
                    @Override
                    public Json call(Call call) {
                        return tap.around(
                                "srv", server, call.withParams(Json.parse("{\"name\":\"t\"}")));
                    }

                    @Override
                    public Listening listen(
                            Call call, SubscriptionFilter filter, SubscriptionSink sink) {
                        return () -> {};
                    }
                };

        new Exchange(List.of(tap), router).call(call(Methods.TOOLS_CALL));

        assertThat(seen)
                .extracting(Traffic::stage)
                .containsExactly(
                        Stage.CLIENT_REQUEST,
                        Stage.UPSTREAM_REQUEST,
                        Stage.NOTIFICATION,
                        Stage.UPSTREAM_RESPONSE,
                        Stage.CLIENT_RESPONSE);
        assertThat(seen).extracting(Traffic::call).containsOnly(seen.getFirst().call());
        assertThat(seen.get(1).peer()).isEqualTo("srv");
        assertThat(seen.get(1).bytes()).isEqualTo(12);
        assertThat(seen.getLast().outcome()).isEqualTo("toolError");
        assertThat(seen.getLast().took()).isPositive();
    }

    @Test
    void aSubscriptionCoversWhatLiesBelowIt() {
        var filter = new SubscriptionFilter(false, false, false, Set.of("file:///a"));

        assertThat(filter.wants(updated("file:///a"))).isTrue();
        assertThat(filter.wants(updated("file:///a/b"))).isTrue();
        assertThat(filter.wants(updated("file:///ab"))).isFalse();
        assertThat(filter.wants(new Notification(Methods.TOOLS_CHANGED))).isFalse();
        assertThat(filter.wants(new Notification(Methods.PROGRESS))).isFalse();
    }

    private static Notification updated(String uri) {
        return new Notification(Methods.RESOURCE_UPDATED, Json.object("uri", Json.of(uri)));
    }
}
