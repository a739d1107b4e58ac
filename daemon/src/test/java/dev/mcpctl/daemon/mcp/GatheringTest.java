package dev.mcpctl.daemon.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

class GatheringTest {
    private static final Notification TOOLS = new Notification(Methods.TOOLS_CHANGED);

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Gathering gathering = new Gathering(new Recording(heard));

    @Test
    void whatOneInstanceTellsOfIsToldAtOnce() {
        gathering.event(TOOLS);
        gathering.event(TOOLS);

        assertThat(heard).containsExactly(Methods.TOOLS_CHANGED, Methods.TOOLS_CHANGED);
    }

    @Test
    void whatSeveralTellOfIsToldOnce() {
        gathering.mayRepeat(true);

        gathering.event(TOOLS);
        gathering.event(updated("a:1"));
        gathering.everything(new SubscriptionFilter(true, true, false, Set.of("a:1", "a:2")));
        gathering.mayRepeat(false);
        gathering.event(TOOLS);

        await().during(Duration.ofMillis(200))
                .untilAsserted(() ->
                        assertThat(heard)
                                .containsExactlyInAnyOrder(
                                        Methods.TOOLS_CHANGED,
                                        Methods.PROMPTS_CHANGED,
                                        Methods.RESOURCE_UPDATED + " a:1",
                                        Methods.RESOURCE_UPDATED + " a:2"));
        gathering.event(TOOLS);
        assertThat(heard).hasSize(5);
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        gathering.mayRepeat(true);
        gathering.event(TOOLS);

        gathering.ended();
        gathering.ended();
        gathering.event(TOOLS);

        await().during(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(heard).containsExactly("ended"));
    }

    private static Notification updated(String uri) {
        return new Notification(Methods.RESOURCE_UPDATED, Json.object("uri", Json.of(uri)));
    }

    private record Recording(List<String> heard) implements SubscriptionSink {
        @Override
        public void acknowledged(SubscriptionFilter honoured) {
            heard.add("acknowledged");
        }

        @Override
        public void event(Notification event) {
            heard.add(
                    event.params()
                            .text("uri")
                            .map(uri -> event.method() + " " + uri)
                            .orElse(event.method()));
        }

        @Override
        public void ended() {
            heard.add("ended");
        }
    }
}
