package dev.mcpctl.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Tasks of the experiment of 2025-11-25 and of the extension of 2026-07-28, either way round. */
@Timeout(60)
class TasksIT {
    private static final String EXTENSION = "io.modelcontextprotocol/tasks";
    private static final Revision EXPERIMENT = Revision.V2025_11_25;
    private static final AtomicInteger PATHS = new AtomicInteger();
    private static Gateway gateway;

    @BeforeAll
    static void open() {
        gateway = new Gateway();
    }

    @AfterAll
    static void close() {
        gateway.close();
    }

    static Stream<Party> servers() {
        return Stream.of(EXPERIMENT, Revision.MODERN).flatMap(r -> Party.of(r).stream());
    }

    static Stream<Party> modernServers() {
        return Party.of(Revision.MODERN).stream();
    }

    /**
     * Every client that knows tasks, with servers of both revisions that have them; over what these
     * are reached goes round.
     */
    static Stream<Arguments> pairs() {
        List<Party> clients = servers().toList();
        return clients.stream()
                .flatMap(client ->
                        Stream.of(EXPERIMENT, Revision.MODERN)
                                .map(Party::of)
                                .map(ways ->
                                        Arguments.of(
                                                client,
                                                ways.get(clients.indexOf(client) % ways.size()))));
    }

    /** A client and a server, and what passes between them. */
    private static final class Pair implements AutoCloseable {
        private final Gateway.Path path;
        private final RevisionClient client;

        Pair(Party client, Party server, boolean knowsTasks) throws Exception {
            this.path = gateway.new Path("t" + PATHS.incrementAndGet(), server);
            Json able = Ask.capabilities(client.revision());
            this.client =
                    path.client(
                            client,
                            knowsTasks && client.revision().isModern()
                                    ? able.with("extensions", Json.object(EXTENSION, Json.object()))
                                    : able);
            this.client.connect();
        }

        boolean isModern() {
            return client.revision().isModern();
        }

        /** Begins a task, and returns what is said of it at once. */
        Json begun(String tool, String arguments) throws Exception {
            Json params =
                    Json.object("name", Json.of(tool)).with("arguments", Json.parse(arguments));
            if (isModern()) {
                Json result = client.result(client.start(Methods.TOOLS_CALL, params));
                assertThat(result.text("resultType")).contains("task");
                return result;
            }
            Json asked = params.with("task", Json.parse("{\"ttl\":60000}"));
            Json result = client.result(client.start(Methods.TOOLS_CALL, asked));
            return result.get("task").orElseThrow();
        }

        Json about(String method, Json task) throws Exception {
            Json params = Json.object("taskId", task.get("taskId").orElseThrow());
            return client.start(method, params).await();
        }

        Json state(Json task) throws Exception {
            Json answer = about(Methods.TASKS_GET, task);
            Json state =
                    answer.get("result").orElseThrow(() -> new AssertionError(answer.toString()));
            assertThat(state.get("taskId")).isEqualTo(task.get("taskId"));
            boolean hasModernNames = state.has("ttlMs");
            assertThat(hasModernNames).isEqualTo(isModern());
            return state;
        }

        Json until(Json task, String status) throws Exception {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            Json state = state(task);
            while (!state.text("status").equals(Optional.of(status))) {
                assertThat(System.nanoTime()).as("%s", state).isLessThan(end);
                state = state(task);
            }
            return state;
        }

        @Override
        public void close() {
            client.close();
            path.close();
            assertThat(client.violations).as("what the client was sent").isEmpty();
            assertThat(path.server.violations).as("what the server was sent").isEmpty();
        }
    }

    private static String text(Json result) {
        return result.get("content").orElseThrow().elements().getFirst().text("text").orElseThrow();
    }

    private static Optional<Long> code(Json answer) {
        return answer.get("error").flatMap(error -> error.get("code")).flatMap(Json::asLong);
    }

    @ParameterizedTest
    @MethodSource("servers")
    @DisplayName("a client that knows no tasks waits for the result of a tool that is only a task")
    void whoKnowsNoTasksWaitsForTheResult(Party server) throws Exception {
        for (Revision revision : Revision.values()) {
            Party client = new Party(revision, Party.Way.HTTP);
            try (var pair = new Pair(client, server, false)) {
                Json plain = pair.client.completed("work", Json.object());
                Json echoed = pair.client.completed("echo", Json.parse("{\"a\":1}"));
                Json failed = pair.client.completed("work", Json.parse("{\"fail\":\"error\"}"));
                Json asked = pair.client.completed("work", Json.parse("{\"ask\":\"ROOTS\"}"));

                assertThat(text(plain.get("result").orElseThrow())).isEqualTo("done");
                assertThat(text(echoed.get("result").orElseThrow())).isEqualTo("{\"a\":1}");
                assertThat(code(failed)).contains(-31000L);
                assertThat(text(asked.get("result").orElseThrow())).contains("file:///home");
                assertThat(pair.client.asked).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whoeverGivesTheWaitUpEndsTheTask(Party server) throws Exception {
        try (var pair = new Pair(new Party(Revision.V2025_06_18, Party.Way.STDIO), server, false)) {
            RevisionClient.Ongoing call =
                    pair.client.callTool("work", Json.parse("{\"hold\":true}"));
            assertThat(call.progress.poll(20, TimeUnit.SECONDS)).as("a sign of life").isNotNull();

            pair.client.cancel(call);

            assertThat(pair.path.server.tasks.cancelled.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    @DisplayName(
            "82. a task is asked for where the server and the tool allow it, and its result comes [2025-11-25 | basic/utilities/tasks]")
    void aTaskComesToItsResult(Party client, Party server) throws Exception {
        try (var pair = new Pair(client, server, true)) {
            Json task = pair.begun("work", "{}");
            assertThat(task.text("status")).contains("working");
            Json over = pair.until(task, "completed");

            Json result =
                    pair.isModern()
                            ? over.get("result").orElseThrow()
                            : pair.about(Methods.TASKS_RESULT, task).get("result").orElseThrow();
            assertThat(text(result)).isEqualTo("done");
            Optional<String> related =
                    result.get("_meta")
                            .flatMap(meta -> meta.get("io.modelcontextprotocol/related-task"))
                            .flatMap(of -> of.text("taskId"));
            assertThat(related).isEqualTo(pair.isModern() ? Optional.empty() : task.text("taskId"));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aTaskMayAsk(Party client, Party server) throws Exception {
        try (var pair = new Pair(client, server, true)) {
            Json task = pair.begun("work", "{\"ask\":\"FORM\"}");
            Json asking = pair.until(task, "input_required");
            Json result;
            if (pair.isModern()) {
                Json questions = asking.get("inputRequests").orElseThrow();
                String key = questions.members().keySet().iterator().next();
                Json asked = questions.get(key).orElseThrow();
                assertThat(asked.get("params")).contains(Ask.FORM.params(EXPERIMENT));
                Json answers = Json.object(key, Ask.FORM.answer(EXPERIMENT));
                Json params =
                        Json.object("taskId", task.get("taskId").orElseThrow())
                                .with(Ask.ANSWER, answers);
                Json _ = pair.client.result(pair.client.start(Methods.TASKS_UPDATE, params));
                result = pair.until(task, "completed").get("result").orElseThrow();
            } else {
                result = pair.about(Methods.TASKS_RESULT, task).get("result").orElseThrow();
                Json params = pair.client.asked.getFirst().get("params").orElseThrow();
                assertThat(
                                params.get("_meta")
                                        .flatMap(m -> m.get("io.modelcontextprotocol/related-task"))
                                        .flatMap(of -> of.text("taskId")))
                        .isEqualTo(task.text("taskId"));
            }
            assertThat(Json.parse(text(result))).isEqualTo(Ask.FORM.answer(EXPERIMENT));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anErrorOfTheToolsIsAFailureToOneEraAndAResultToTheOther(Party client, Party server)
            throws Exception {
        try (var pair = new Pair(client, server, true)) {
            Json task = pair.begun("work", "{\"fail\":\"tool\"}");
            Json over = pair.until(task, pair.isModern() ? "completed" : "failed");
            Json result =
                    pair.isModern()
                            ? over.get("result").orElseThrow()
                            : pair.about(Methods.TASKS_RESULT, task).get("result").orElseThrow();
            assertThat(result.get("isError").filter(Json::isTrue)).isPresent();

            Json broken = pair.begun("work", "{\"fail\":\"error\"}");
            Json failed = pair.until(broken, "failed");
            assertThat(
                            pair.isModern()
                                    ? code(failed)
                                    : code(pair.about(Methods.TASKS_RESULT, broken)))
                    .contains(-31000L);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aTaskIsCancelled(Party client, Party server) throws Exception {
        try (var pair = new Pair(client, server, true)) {
            Json task = pair.begun("work", "{\"hold\":true}");

            Json answer = pair.about(Methods.TASKS_CANCEL, task).get("result").orElseThrow();

            assertThat(pair.path.server.tasks.cancelled.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            assertThat(answer.text("status"))
                    .isEqualTo(pair.isModern() ? Optional.empty() : Optional.of("cancelled"));
            assertThat(pair.state(task).text("status")).contains("cancelled");
            Json again = pair.about(Methods.TASKS_CANCEL, task);
            assertThat(code(again))
                    .isEqualTo(pair.isModern() ? Optional.empty() : Optional.of(-32602L));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aTaskThatThereIsNotIsRefused(Party client, Party server) throws Exception {
        try (var pair = new Pair(client, server, true)) {
            Json nobodys = Json.object("taskId", Json.of("nobody's"));

            assertThat(code(pair.about(Methods.TASKS_GET, nobodys))).contains(-32602L);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whoDoesNotDeclareTheExtensionCannotUseIt(Party server) throws Exception {
        try (var pair = new Pair(new Party(Revision.MODERN, Party.Way.HTTP), server, false)) {
            Json answer = pair.about(Methods.TASKS_GET, Json.object("taskId", Json.of("t")));

            assertThat(code(answer)).contains(-32021L);
            assertThat(
                            answer.get("error")
                                    .flatMap(error -> error.get("data"))
                                    .flatMap(data -> data.get("requiredCapabilities"))
                                    .flatMap(all -> all.get("extensions")))
                    .contains(Json.object(EXTENSION, Json.object()));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    @DisplayName(
            "82. a tool that says that it is no task is refused as one [2025-11-25 | basic/utilities/tasks]")
    void aToolThatCannotBeATaskIsRefusedAsOne(Party server) throws Exception {
        try (var pair = new Pair(new Party(EXPERIMENT, Party.Way.STDIO), server, true)) {
            Json asked =
                    Json.parse("{\"name\":\"ask\",\"arguments\":{\"what\":\"ROOTS\"},\"task\":{}}");
            Json unknown = Json.parse("{\"name\":\"unknown\",\"arguments\":{},\"task\":{}}");

            Json answer = pair.client.start(Methods.TOOLS_CALL, asked).await();

            // A server of 2026-07-28 makes a task of whatever it wants.
            boolean saysSo = !server.revision().isModern();
            assertThat(code(answer)).isEqualTo(saysSo ? Optional.of(-32601L) : Optional.empty());
            assertThat(code(pair.client.start(Methods.TOOLS_CALL, unknown).await()))
                    .contains(-32602L);
        }
    }

    @ParameterizedTest
    @MethodSource("modernServers")
    void aSessionListsItsTasksAndHasSomeOfItsOwn(Party server) throws Exception {
        try (var pair = new Pair(new Party(EXPERIMENT, Party.Way.STDIO), server, true)) {
            Json theirs = pair.begun("work", "{\"hold\":true}");
            Json ours = pair.begun("ask", "{\"what\":\"ROOTS\"}");

            Json listed = pair.client.result(pair.client.start(Methods.TASKS_LIST, Json.object()));

            assertThat(ours.text("status")).contains("completed");
            assertThat(ours.get("ttl").flatMap(Json::asLong)).contains(60_000L);
            List<Json> tasks = listed.get("tasks").orElseThrow().elements();
            assertThat(tasks)
                    .extracting(task -> task.text("taskId").orElseThrow())
                    .containsExactly(
                            theirs.text("taskId").orElseThrow(), ours.text("taskId").orElseThrow());
            Json result = pair.about(Methods.TASKS_RESULT, ours).get("result").orElseThrow();
            assertThat(text(result)).contains("file:///home");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whatToolsSayOfTasksIsForClientsThatKnowIt(Party server) throws Exception {
        for (Revision revision : Revision.values()) {
            try (var pair = new Pair(new Party(revision, Party.Way.HTTP), server, true)) {
                Json answer = pair.client.start(Methods.TOOLS_LIST, Json.object()).await();
                Json params = Json.object("cursor", Json.of("third"));
                Json last = pair.client.start(Methods.TOOLS_LIST, params).await();

                Json echo = tool(answer, "echo");
                Json work = tool(last, "work");
                boolean isKnown = revision == EXPERIMENT;
                assertThat(echo.has("execution")).isEqualTo(isKnown);
                Optional<String> support =
                        work.get("execution").flatMap(how -> how.text("taskSupport"));
                assertThat(support).isEqualTo(isKnown ? Optional.of("optional") : Optional.empty());
            }
        }
    }

    private static Json tool(Json answer, String name) {
        return answer.get("result").flatMap(r -> r.get("tools")).orElseThrow().elements().stream()
                .filter(tool -> tool.text("name").equals(Optional.of(name)))
                .findFirst()
                .orElseThrow();
    }
}
