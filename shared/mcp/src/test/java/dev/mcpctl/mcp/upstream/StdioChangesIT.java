package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Lists of one server on pipes and their changes. Numbers are those of the checklist in the
 * protocol brief.
 */
class StdioChangesIT extends StdioUpstreamLab {
    @Test
    @DisplayName(
            "47. the empty cursor is followed; a cursor that comes again ends the list [2026-07-28 | server/utilities/pagination]")
    void pages() {
        Map<String, String> pages =
                Map.of(
                        "none", "{\"tools\":[{\"name\":\"a\"}],\"nextCursor\":\"\"}",
                        "", "{\"tools\":[{\"name\":\"b\"}],\"nextCursor\":\"2\"}",
                        "2", "{\"tools\":[{\"name\":\"c\"}],\"nextCursor\":\"\"}");
        serve(
                ScriptedServer.legacy(
                        "2025-11-25",
                        -32601,
                        (server, request) ->
                                server.send(
                                        new Success(
                                                request.id(),
                                                Json.parse(
                                                        pages.getOrDefault(
                                                                request.params()
                                                                        .text("cursor")
                                                                        .orElse("none"),
                                                                "{}"))))));

        ListPages all = ListPages.fetch(upstream(), call(Methods.TOOLS_LIST, "{}"), 100);
        ListPages some = ListPages.fetch(upstream(), call(Methods.TOOLS_LIST, "{}"), 2);

        assertThat(all.items())
                .extracting(tool -> tool.text("name").orElseThrow())
                .containsExactly("a", "b", "c");
        assertThat(all.isComplete()).isFalse();
        assertThat(some.items()).hasSize(2);
    }

    /** What a subscription was told, in words. */
    private static final class Told implements SubscriptionSink {
        private final List<String> words = new CopyOnWriteArrayList<>();

        @Override
        public void acknowledged(SubscriptionFilter honoured) {
            words.add("ack " + honoured.json());
        }

        @Override
        public void event(Notification event) {
            words.add(event.method() + event.params().text("uri").map(uri -> " " + uri).orElse(""));
        }

        @Override
        public void ended() {
            words.add("ended");
        }

        void awaits(String... expected) {
            await().untilAsserted(() -> assertThat(words).contains(expected));
        }
    }

    private Listening listen(SubscriptionFilter filter, Told told) {
        return upstream().listen(call(Methods.LISTEN, "{}"), filter, told);
    }

    @Test
    void changesOfALegacyServerReachWhoAskedForThem() {
        ScriptedServer server = serve(ScriptedServer.legacy("2025-11-25", -32601, answering("{}")));
        var lists = new Told();
        var one = new Told();
        listen(SubscriptionFilter.lists(), lists);
        Listening listening =
                listen(SubscriptionFilter.none().withResources(Set.of("file:///a")), one);
        lists.awaits("ack {\"toolsListChanged\":true}");
        one.awaits("ack {\"resourceSubscriptions\":[\"file:///a\"]}");

        server.send(new Notification(Methods.TOOLS_CHANGED));
        server.send(
                new Notification(Methods.RESOURCE_UPDATED, Json.parse("{\"uri\":\"file:///a\"}")));

        lists.awaits(Methods.TOOLS_CHANGED);
        one.awaits(Methods.RESOURCE_UPDATED + " file:///a");
        listening.close();
        await().until(() -> server.requests(Methods.RESOURCES_UNSUBSCRIBE).size() == 1);
        assertThat(lists.words).hasSize(2);
    }

    @Test
    @DisplayName(
            "45. 46. a modern server is listened to once for all, by id, and again after a restart, when all may have changed")
    void changesOfAModernServerOutliveIt() {
        ScriptedServer first = serve(ScriptedServer.modern(StdioUpstreamLab::nothing));
        ScriptedServer second = serve(ScriptedServer.modern(StdioUpstreamLab::nothing));
        var told = new Told();
        listen(new SubscriptionFilter(true, false, false, Set.of("file:///a")), told);
        told.awaits("ack {\"toolsListChanged\":true,\"resourceSubscriptions\":[\"file:///a\"]}");

        Json id = first.requests(Methods.LISTEN).getFirst().id().json();
        first.send(new Notification(Methods.TOOLS_CHANGED, tagged(id)));
        first.send(new Notification(Methods.TOOLS_CHANGED, tagged(Json.of(12345))));
        told.awaits(Methods.TOOLS_CHANGED);
        assertThat(told.words).hasSize(2);
        first.die();

        told.awaits(Methods.RESOURCE_UPDATED + " file:///a");
        assertThat(second.requests(Methods.LISTEN)).hasSize(1);
        upstream().close();
        told.awaits("ended");
    }

    private static Json tagged(Json id) {
        return Json.object("_meta", Json.object("io.modelcontextprotocol/subscriptionId", id));
    }

    @Test
    void anotherFilterIsAcknowledgedBeforeTheOldListenIsGivenUp() {
        List<String> order = new CopyOnWriteArrayList<>();
        Consumer<JsonRpcMessage> noting =
                message -> {
                    if (message instanceof Request request
                            && request.method().equals(Methods.LISTEN)) {
                        order.add("listen " + request.id());
                    } else if (message instanceof Notification notification
                            && notification.method().equals(Methods.CANCELLED)) {
                        order.add(
                                "cancelled "
                                        + notification.params().get("requestId").orElseThrow());
                    }
                };
        serve((server, message) -> {
            noting.accept(message);
            ScriptedServer.modern(StdioUpstreamLab::nothing).accept(server, message);
        });
        var first = new Told();
        var second = new Told();
        listen(new SubscriptionFilter(true, false, false, Set.of()), first);
        first.awaits("ack {\"toolsListChanged\":true}");

        listen(SubscriptionFilter.none().withResources(Set.of("file:///a")), second);

        second.awaits("ack {\"resourceSubscriptions\":[\"file:///a\"]}");
        await().untilAsserted(() ->
                assertThat(order).containsExactly("listen 2", "listen 3", "cancelled 2"));
        assertThat(first.words).hasSize(1);
    }
}
