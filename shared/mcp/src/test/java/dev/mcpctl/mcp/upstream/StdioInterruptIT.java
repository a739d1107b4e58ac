package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** A channel closes under a thread that is interrupted, and that is how calls are given up. */
class StdioInterruptIT extends StdioUpstreamLab {
    private static Call call(String tool, Cancellation cancellation) {
        return Call.of(
                Methods.TOOLS_CALL,
                Json.object("name", Json.of(tool)),
                RequestMeta.none(),
                CALLER,
                Deadline.after(Duration.ofSeconds(20)),
                cancellation,
                _ -> {});
    }

    @Test
    void aCallThatIsGivenUpLeavesTheStreamToTheOthers() throws InterruptedException {
        ScriptedServer server =
                serve(
                        ScriptedServer.modern((it, request) -> {
                            if (request.params().text("name").orElse("").equals("echo")) {
                                it.send(new Success(request.id(), Json.object()));
                            }
                        }));
        upstream().call(call("echo", new Cancellation()));
        var cancellation = new Cancellation();
        Thread caller =
                Thread.ofVirtual()
                        .start(() -> {
                            Thread self = Thread.currentThread();
                            try (var _ = cancellation.onCancel(self::interrupt)) {
                                upstream().call(call("hang", cancellation));
                            } catch (CancelledException givenUp) {
                                assertThat(givenUp).hasMessage("gone");
                            }
                        });
        await().until(() -> server.requests(Methods.TOOLS_CALL).size() == 2);

        cancellation.cancel("gone");

        caller.join();
        await().until(() -> server.notifications(Methods.CANCELLED).size() == 1);
        upstream().call(call("echo", new Cancellation()));
        assertThat(started).hasSize(1);
    }
}
