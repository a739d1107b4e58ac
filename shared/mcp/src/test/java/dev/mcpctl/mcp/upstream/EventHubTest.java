package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

class EventHubTest {
    @Test
    void whatComesBeforeTheServerHasAnsweredIsHeardAfterwards() {
        CompletableFuture<SubscriptionFilter> answer = new CompletableFuture<>();
        List<String> heard = new CopyOnWriteArrayList<>();
        try (EventHub hub = new EventHub("s", _ -> answer.join());
                Listening _ = hub.add(SubscriptionFilter.lists(), new Recording(heard))) {
            hub.changed(new Notification(Methods.TOOLS_CHANGED));
            hub.changed(new Notification(Methods.TOOLS_CHANGED));

            answer.complete(SubscriptionFilter.lists());

            await().untilAsserted(() ->
                    assertThat(heard).containsExactly("acknowledged", Methods.TOOLS_CHANGED));
        }
    }

    private record Recording(List<String> heard) implements SubscriptionSink {
        @Override
        public void acknowledged(SubscriptionFilter honoured) {
            heard.add("acknowledged");
        }

        @Override
        public void event(Notification event) {
            heard.add(event.method());
        }

        @Override
        public void ended() {
            heard.add("ended");
        }
    }
}
