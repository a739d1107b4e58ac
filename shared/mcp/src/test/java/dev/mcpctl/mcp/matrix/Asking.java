package dev.mcpctl.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.wire.Revision;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A tool that wants something of its client first, called by one that can and by one that cannot.
 */
record Asking(Ask ask, RevisionClient client, RevisionClient bare, RevisionServer server) {
    private static final AtomicInteger DEMANDS = new AtomicInteger();

    /** Whether the question gets through from this server to this client. */
    static boolean isPossible(Ask ask, Revision client, Revision server) {
        return ask.isIn(client) && ask.isIn(server);
    }

    void play() throws Exception {
        Json arguments = Json.object("what", Json.of(ask.name()));
        if (!ask.isIn(server.revision())) {
            isNeverAsked(arguments);
            return;
        }
        if (ask.isIn(client.revision())) {
            isAnswered(arguments);
        } else {
            isLacking(client, arguments);
        }
        isLacking(bare, arguments);
        if (ask == Ask.URL && server.revision() == Revision.V2025_11_25) {
            isDemanded();
        }
    }

    /** The server's revision has no such thing: what it says instead is all there is. */
    private void isNeverAsked(Json arguments) throws Exception {
        int before = client.asked.size();

        Json result = result(client.completed("ask", arguments));

        assertThat(text(result)).isEqualTo("no such question");
        assertThat(client.asked).hasSize(before);
    }

    /** Asked once, in the words of the older of the two, and answered likewise. */
    private void isAnswered(Json arguments) throws Exception {
        Revision older =
                client.revision().isBefore(server.revision())
                        ? client.revision()
                        : server.revision();
        int before = client.asked.size();

        Json result = result(client.completed("ask", arguments));

        assertThat(client.asked).hasSize(before + 1);
        Json asked = client.asked.getLast();
        assertThat(asked.text("method")).contains(ask.method);
        Json params = asked.get("params").orElseThrow();
        assertThat(params.without("elicitationId")).isEqualTo(ask.params(older));
        isNamed(params);
        assertThat(result.has("isError")).isFalse();
        assertThat(Json.parse(text(result))).isEqualTo(ask.answer(older));
    }

    /** Only 2025-11-25 gives an address an id, which is ours, and says when it is done with. */
    private void isNamed(Json params) {
        boolean isExpected = ask == Ask.URL && client.revision() == Revision.V2025_11_25;
        assertThat(params.has("elicitationId")).isEqualTo(isExpected);
        if (isExpected) {
            String id = params.text("elicitationId").orElseThrow();
            assertThat(id).isNotEqualTo("theirs");
            assertThat(client.opened).contains(id);
        }
    }

    /** A client that cannot be asked is told so, in the way of its era. */
    private void isLacking(RevisionClient unable, Json arguments) throws Exception {
        int before = unable.asked.size();
        int refused = server.asker.refusals.size();

        Json answer = unable.completed("ask", arguments);

        assertThat(unable.asked).hasSize(before);
        saysWhatLacks(unable, answer, ask.required().toString());
        if (!server.revision().isModern()) {
            assertThat(server.asker.refusals).hasSize(refused + 1).last().isEqualTo(-32602L);
        }
    }

    private void saysWhatLacks(RevisionClient unable, Json answer, String why) {
        if (unable.revision().isModern()) {
            Json error = answer.get("error").orElseThrow();
            assertThat(error.get("code").flatMap(Json::asLong)).contains(-32021L);
            assertThat(error.text("message").orElseThrow()).contains(why);
            assertThat(error.get("data").flatMap(data -> data.get("requiredCapabilities")))
                    .contains(ask.required());
        } else {
            Json result = result(answer);
            assertThat(result.get("isError").filter(Json::isTrue)).isPresent();
            assertThat(text(result)).contains(why);
        }
    }

    /** A call that fails until an address was opened ({@code -32042}). */
    private void isDemanded() throws Exception {
        if (ask.isIn(client.revision())) {
            int before = client.asked.size();
            Json result = result(client.completed("ask", demand()));
            assertThat(text(result)).isEqualTo("opened");
            assertThat(client.asked).hasSize(before + 1);
            Json params = client.asked.getLast().get("params").orElseThrow();
            assertThat(params.without("elicitationId")).isEqualTo(ask.params(client.revision()));
            isNamed(params);
        } else {
            saysWhatLacks(client, client.completed("ask", demand()), Ask.ADDRESS);
        }
        saysWhatLacks(bare, bare.completed("ask", demand()), Ask.ADDRESS);
    }

    private static Json demand() {
        return Json.object("what", Json.of(Ask.URL.name()))
                .with("demand", Json.of("d" + DEMANDS.incrementAndGet()));
    }

    private static Json result(Json answer) {
        return answer.get("result").orElseThrow(() -> new AssertionError(answer.toString()));
    }

    private static String text(Json result) {
        return result.get("content").orElseThrow().elements().getFirst().text("text").orElseThrow();
    }
}
