package dev.mcpctl.mcp.exchange;

import dev.mcpctl.mcp.exchange.Traffic.Stage;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Shows what passes to a watcher: as the outermost filter it sees the client's side, and {@link
 * #around} shows an upstream's. The watcher is called on the exchange's thread or an event loop and
 * must not block.
 */
public final class TrafficTap implements Filter {
    private static final String TOWARDS_CLIENT = "";

    private final Consumer<Traffic> watcher;

    public TrafficTap(Consumer<Traffic> watcher) {
        this.watcher = watcher;
    }

    @Override
    public FilterResult onRequest(Call call) {
        show(
                Stage.CLIENT_REQUEST,
                TOWARDS_CLIENT,
                call,
                call.method(),
                call.params(),
                Duration.ZERO,
                "");
        return new FilterResult.Forward(
                call.withStream(notification -> {
                    show(
                            Stage.NOTIFICATION,
                            TOWARDS_CLIENT,
                            call,
                            notification.method(),
                            notification.params(),
                            Duration.ZERO,
                            "");
                    call.emit(notification);
                }));
    }

    @Override
    public Outcome onResponse(Call call, Outcome outcome) {
        showOutcome(Stage.CLIENT_RESPONSE, TOWARDS_CLIENT, call, call.startedNanos(), outcome);
        return outcome;
    }

    @Override
    public SubscriptionSink onListen(Call call, SubscriptionSink sink) {
        return new SubscriptionSink() {
            @Override
            public void acknowledged(SubscriptionFilter honoured) {
                sink.acknowledged(honoured);
            }

            @Override
            public void event(Notification event) {
                show(
                        Stage.NOTIFICATION,
                        TOWARDS_CLIENT,
                        call,
                        event.method(),
                        event.params(),
                        Duration.ZERO,
                        "");
                sink.event(event);
            }

            @Override
            public void ended() {
                sink.ended();
            }
        };
    }

    /**
     * What a router calls instead of the upstream itself, with the call as the upstream gets it.
     *
     * @param server the upstream's name
     */
    public Json around(String server, McpEndpoint upstream, Call call) {
        show(Stage.UPSTREAM_REQUEST, server, call, call.method(), call.params(), Duration.ZERO, "");
        long started = System.nanoTime();
        try {
            Json result = upstream.call(call);
            showOutcome(
                    Stage.UPSTREAM_RESPONSE, server, call, started, new Outcome.Answered(result));
            return result;
        } catch (McpException failed) {
            showOutcome(
                    Stage.UPSTREAM_RESPONSE,
                    server,
                    call,
                    started,
                    new Outcome.Failed(failed.error()));
            throw failed;
        }
    }

    private void showOutcome(
            Stage stage, String peer, Call call, long startedNanos, Outcome outcome) {
        Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
        switch (outcome) {
            case Outcome.Answered(Json result) -> {
                boolean isToolError = result.get("isError").filter(Json::isTrue).isPresent();
                show(
                        stage,
                        peer,
                        call,
                        call.method(),
                        result,
                        took,
                        isToolError ? "toolError" : "ok");
            }
            case Outcome.Failed(JsonRpcError error) ->
                    show(
                            stage,
                            peer,
                            call,
                            call.method(),
                            error.json(),
                            took,
                            Integer.toString(error.code()));
        }
    }

    private void show(
            Stage stage,
            String peer,
            Call call,
            String method,
            Json body,
            Duration took,
            String outcome) {
        watcher.accept(
                new Traffic(
                        Instant.now(),
                        call.id(),
                        stage,
                        peer,
                        method,
                        call.caller(),
                        body,
                        body.size(),
                        took,
                        outcome));
    }
}
