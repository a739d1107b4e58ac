package dev.mcpctl.mcp.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;

/** How many subscriptions one principal can have, whoever its clients are. */
class ListenQuotaIT extends HttpFaceLab {
    private static final String FILTER = "\"notifications\":{\"toolsListChanged\":true}";

    @Override
    FaceSettings settings() {
        return super.settings().withMaxListens(2);
    }

    private BufferedReader subscribed() throws IOException, InterruptedException {
        BufferedReader events = reader(modernRequest(Methods.LISTEN, FILTER));
        assertThat(nextEvent(events).text("method")).contains(Methods.ACKNOWLEDGED);
        return events;
    }

    @Test
    void oneTooManyIsRefusedUntilAnotherHasEnded() throws IOException, InterruptedException {
        BufferedReader first = subscribed();
        BufferedReader second = subscribed();

        var refused = modern(Methods.LISTEN, FILTER);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(code(refused)).isEqualTo(-32603);
        target = new Target("p", endpoint, "bob");
        subscribed().close();
        target = new Target("p", endpoint, "alice");
        first.close();
        await().until(() -> endpoint.sinks.size() == 1);
        subscribed().close();
        second.close();
    }
}
