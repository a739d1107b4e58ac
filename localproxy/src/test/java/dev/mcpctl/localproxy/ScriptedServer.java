package dev.mcpctl.localproxy;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A server behind the stand-in mcpd, as a test writes it. */
final class ScriptedServer implements McpEndpoint {
    final String name;
    final Map<String, List<String>> lists = new ConcurrentHashMap<>();
    final Map<String, Function<Call, Json>> answers = new ConcurrentHashMap<>();
    final List<SubscriptionSink> listeners = new CopyOnWriteArrayList<>();
    volatile CountDownLatch gate = new CountDownLatch(0); // lists wait for it
    volatile CountDownLatch introduction = new CountDownLatch(0); // discovery waits for it
    volatile boolean isDown;
    volatile Json extensions = Json.nothing(); // as it declares them

    ScriptedServer(String name) {
        this.name = name;
        tools("echo");
        answers.put(
                Methods.TOOLS_CALL,
                call ->
                        Json.parse(
                                "{\"content\":[{\"type\":\"text\",\"text\":\""
                                        + name
                                        + ":"
                                        + call.params().text("name").orElse("")
                                        + "\"}]}"));
    }

    ScriptedServer tools(String... names) {
        lists.put(
                Methods.TOOLS_LIST,
                List.of(names).stream()
                        .map(tool ->
                                "{\"name\":\"" + tool + "\",\"inputSchema\":{\"type\":\"object\"}}")
                        .toList());
        return this;
    }

    ScriptedServer resources(String... uris) {
        lists.put(
                Methods.RESOURCES_LIST,
                List.of(uris).stream()
                        .map(uri -> "{\"uri\":\"" + uri + "\",\"name\":\"r\"}")
                        .toList());
        lists.put(Methods.RESOURCES_TEMPLATES_LIST, List.of());
        answers.put(
                Methods.RESOURCES_READ,
                call -> {
                    String uri = call.params().text("uri").orElse("");
                    if (!List.of(uris).contains(uri)) {
                        throw McpException.resourceNotFound(uri);
                    }
                    return Json.parse(
                            "{\"contents\":[{\"uri\":\"" + uri + "\",\"text\":\"" + name + "\"}]}");
                });
        return this;
    }

    void tellChanged(String method) {
        listeners.forEach(sink -> sink.event(new Notification(method)));
    }

    @Override
    public Json call(Call call) {
        if (isDown) {
            throw McpException.upstream(name, "server \"" + name + "\" is not ready");
        }
        if (call.method().equals(Methods.DISCOVER)) {
            await(introduction);
            Json capabilities = Json.parse("{\"tools\":{\"listChanged\":true}}");
            if (lists.containsKey(Methods.RESOURCES_LIST)) {
                capabilities =
                        capabilities.with(
                                "resources",
                                Json.parse("{\"listChanged\":true,\"subscribe\":true}"));
            }
            if (extensions.isObject()) {
                capabilities = capabilities.with("extensions", extensions);
            }
            return Json.parse("{\"supportedVersions\":[\"2026-07-28\"]}")
                    .with("capabilities", capabilities);
        }
        List<String> items = lists.get(call.method());
        if (items != null) {
            await(gate);
            String member =
                    call.method().equals(Methods.TOOLS_LIST)
                            ? "tools"
                            : call.method().equals(Methods.RESOURCES_LIST)
                                    ? "resources"
                                    : "resourceTemplates";
            return Json.parse("{\"" + member + "\":[" + String.join(",", items) + "]}");
        }
        Function<Call, Json> answer = answers.get(call.method());
        if (answer == null) {
            throw McpException.methodNotFound(call.method());
        }
        return answer.apply(call);
    }

    private static void await(CountDownLatch gate) {
        try {
            if (!gate.await(30, TimeUnit.SECONDS)) {
                throw McpException.internal("the test never opened the gate");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw McpException.internal("interrupted");
        }
    }

    @Override
    public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
        sink.acknowledged(filter);
        listeners.add(sink);
        return () -> listeners.remove(sink);
    }
}
