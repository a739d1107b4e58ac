package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.HeaderParam;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** An endpoint that does what a test tells it, and remembers what it was asked. */
final class FakeEndpoint implements McpEndpoint {
    final List<Call> calls = new CopyOnWriteArrayList<>();
    final List<SubscriptionSink> sinks = new CopyOnWriteArrayList<>();
    final List<SubscriptionFilter> filters = new CopyOnWriteArrayList<>();
    final List<Caller> forgotten = new CopyOnWriteArrayList<>();
    final CountDownLatch cancelled = new CountDownLatch(1);
    private final Map<String, Function<Call, Json>> tools = new ConcurrentHashMap<>();

    FakeEndpoint() {
        on(
                "echo",
                call ->
                        Json.parse(
                                "{\"content\":[{\"type\":\"text\",\"text\":"
                                        + call.params().get("arguments").orElse(Json.object())
                                        + "}]}"));
        on(
                "progress",
                call -> {
                    for (String progress : List.of("1", "3", "2", "4")) {
                        call.emit(
                                new Notification(
                                        Methods.PROGRESS,
                                        Json.object("progress", Json.parse(progress))));
                    }
                    call.emit(
                            new Notification(
                                    Methods.LOG_MESSAGE,
                                    Json.parse("{\"level\":\"warning\",\"data\":\"w\"}")));
                    call.emit(
                            new Notification(
                                    Methods.LOG_MESSAGE,
                                    Json.parse("{\"level\":\"debug\",\"data\":\"d\"}")));
                    return Json.parse("{\"content\":[]}");
                });
        on(
                "roots",
                call -> {
                    Optional<Json> answers = call.params().get("inputResponses");
                    return answers.isPresent()
                            ? Json.parse("{\"content\":[]}")
                                    .with("structuredContent", answers.get())
                            : Json.parse(
                                    "{\"resultType\":\"input_required\",\"inputRequests\":{\"k\":{\"method\":\"roots/list\"}}}");
                });
        on(
                "hang",
                call -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException stop) {
                        cancelled.countDown();
                    }
                    return Json.object();
                });
    }

    void on(String tool, Function<Call, Json> answer) {
        tools.put(tool, answer);
    }

    @Override
    public Json call(Call call) {
        calls.add(call);
        return switch (call.method()) {
            case Methods.DISCOVER ->
                    Json.parse(
                            """
                            {"supportedVersions":["2026-07-28"],"instructions":"be kind",
                             "capabilities":{"tools":{"listChanged":true},"resources":{"subscribe":true},"completions":{}}}\
                            """);
            case Methods.TOOLS_LIST ->
                    Json.parse(
                            "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"}}]}");
            case Methods.TOOLS_CALL ->
                    tools.getOrDefault(
                                    call.params().text("name").orElse(""),
                                    unknown -> {
                                        throw McpException.invalidParams("Unknown tool");
                                    })
                            .apply(call);
            case Methods.RESOURCES_READ ->
                    throw McpException.resourceNotFound(call.params().text("uri").orElse(""));
            default -> throw McpException.methodNotFound(call.method());
        };
    }

    @Override
    public List<HeaderParam> headerParams(Call call) {
        return List.of(new HeaderParam("Mcp-Param-Region", List.of("region")));
    }

    @Override
    public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
        calls.add(call);
        filters.add(filter);
        sinks.add(sink);
        sink.acknowledged(
                filter.and(
                        new SubscriptionFilter(true, false, false, java.util.Set.of("file:///a"))));
        return () -> sinks.remove(sink);
    }

    void change(Notification event) {
        sinks.forEach(sink -> sink.event(event));
    }

    @Override
    public void forget(Caller caller) {
        forgotten.add(caller);
    }
}
