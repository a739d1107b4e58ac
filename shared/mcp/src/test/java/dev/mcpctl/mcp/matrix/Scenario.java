package dev.mcpctl.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What every client does with every server. */
enum Scenario {
    PLAIN_CALL("call"),
    PROGRESS_AND_CANCEL("progress, cancel"),
    FORM("form"),
    URL("url"),
    SAMPLING("sampling"),
    ROOTS("roots"),
    LIST_CHANGED("list_changed"),
    RESOURCE_UPDATED("updated"),
    PAGINATION("pages"),
    LARGE_RESULT("5 MB"),
    CRASH("crash");

    private static final long PATIENCE_MILLIS = RevisionClient.PATIENCE_SECONDS * 1_000;

    /** Much less than the call would last. */
    private static final long CANCEL_MILLIS = 5_000;

    /** Longer than an event takes; another is sent then. */
    private static final long EVENT_MILLIS = 100;

    final String label;

    Scenario(String label) {
        this.label = label;
    }

    /** What a server asks of its client in this one. */
    Optional<Ask> question() {
        return switch (this) {
            case FORM -> Optional.of(Ask.FORM);
            case URL -> Optional.of(Ask.URL);
            case SAMPLING -> Optional.of(Ask.SAMPLING);
            case ROOTS -> Optional.of(Ask.ROOTS);
            default -> Optional.empty();
        };
    }

    /**
     * @param bare a client that can be asked for nothing
     */
    void play(RevisionClient client, RevisionClient bare, RevisionServer server) throws Exception {
        switch (this) {
            case PLAIN_CALL -> call(client);
            case PROGRESS_AND_CANCEL -> progressAndCancel(client, server);
            case FORM, URL, SAMPLING, ROOTS ->
                    new Asking(question().orElseThrow(), client, bare, server).play();
            case LIST_CHANGED -> {
                Json _ = hears(client, server::toolsChanged, Methods.TOOLS_CHANGED);
            }
            case RESOURCE_UPDATED -> resourceUpdated(client, server);
            case PAGINATION -> pagination(client);
            case LARGE_RESULT -> large(client);
            case CRASH -> crash(client);
        }
    }

    private static void call(RevisionClient client) throws Exception {
        Json arguments =
                Json.parse("{\"text\":\"ü\\n\\u0000\",\"n\":1.50,\"big\":12345678901234567890}");

        Json result = client.result(client.callTool("echo", arguments));

        Json first = result.get("content").orElseThrow().elements().getFirst();
        assertThat(Json.parse(first.text("text").orElseThrow())).isEqualTo(arguments);
    }

    private static void progressAndCancel(RevisionClient client, RevisionServer server)
            throws Exception {
        int starts = server.starts.get();
        RevisionClient.Ongoing call = client.callTool("slow", Json.object());
        long last = 0;
        for (int i = 0; i < 3; i++) {
            Json progress = call.progress.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(progress).as("progress").isNotNull();
            long now = progress.get("progress").flatMap(Json::asLong).orElseThrow();
            assertThat(now).isGreaterThan(last);
            last = now;
        }

        client.cancel(call);

        assertThat(server.cancelled.tryAcquire(CANCEL_MILLIS, TimeUnit.MILLISECONDS))
                .as("the server was told")
                .isTrue();
        assertThat(call.answer).isNotDone();
        call(client);
        assertThat(server.starts.get()).as("what connects us is the same").isEqualTo(starts);
    }

    private static void resourceUpdated(RevisionClient client, RevisionServer server)
            throws Exception {
        Json event = hears(client, server::resourceUpdated, Methods.RESOURCE_UPDATED);

        assertThat(event.get("params").orElseThrow().text("uri")).contains(RevisionServer.WATCHED);
    }

    /** The server says it until the client hears it: who watches is settled behind our backs. */
    private static Json hears(RevisionClient client, Runnable say, String method)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (System.nanoTime() < end) {
            say.run();
            for (Json event = next(client); event != null; event = next(client)) {
                if (event.text("method").equals(Optional.of(method))) {
                    return event;
                }
            }
        }
        throw new AssertionError("never heard of " + method);
    }

    private static Json next(RevisionClient client) throws InterruptedException {
        return client.unasked.poll(EVENT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void pagination(RevisionClient client) throws Exception {
        List<String> names = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Json params =
                    cursor.map(text -> Json.object("cursor", Json.of(text))).orElse(Json.object());
            Json page = client.result(client.start(Methods.TOOLS_LIST, params));
            page.get("tools")
                    .orElseThrow()
                    .elements()
                    .forEach(tool -> names.add(tool.text("name").orElseThrow()));
            cursor = page.text("nextCursor");
        } while (cursor.isPresent());

        assertThat(names).containsExactly("echo", "slow", "large", "crash", "other", "ask", "work");
    }

    private static void large(RevisionClient client) throws Exception {
        Json result = client.result(client.callTool("large", Json.object()));

        Json first = result.get("content").orElseThrow().elements().getFirst();
        assertThat(first.size()).isGreaterThan(RevisionServer.LARGE);
        assertThat(first.text("text").orElseThrow().length()).isEqualTo(RevisionServer.LARGE);
    }

    private static void crash(RevisionClient client) throws Exception {
        Json answer = client.callTool("crash", Json.object()).await();

        Json error = answer.get("error").orElseThrow();
        assertThat(error.get("code").flatMap(Json::asLong)).contains(-32603L);
        assertThat(error.get("data").orElseThrow().text("server")).isPresent();
        boolean works = false;
        for (int tries = 0; tries < 3 && !works; tries++) {
            works = client.callTool("echo", Json.object()).await().has("result");
        }
        assertThat(works).as("the server, started again, answers").isTrue();
    }
}
