package dev.mcpctl.mcp.face;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Questions of a server to a client of the handshake era. */
@Timeout(30)
class LegacyQuestionsTest {
    private static final String EVERYTHING =
            "{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{},\"roots\":{}}";
    private static final String FORM =
            "{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\",\"message\":\"?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}}";
    private static final String URL =
            "{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"message\":\"?\",\"url\":\"https://a/\"}}";
    private static final String SAMPLE =
            "{\"method\":\"sampling/createMessage\",\"params\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"?\"}]}],\"maxTokens\":9}}";
    private static final String ROOTS = "{\"method\":\"roots/list\",\"params\":{}}";
    private static final RequestId ID = RequestId.of(7);

    private final FakeEndpoint endpoint = new FakeEndpoint();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<JsonRpcMessage> heard = new LinkedBlockingQueue<>();
    private volatile boolean hasLeft;
    private final ClientChannel client =
            new ClientChannel() {
                @Override
                public void offer(Notification notification) {
                    heard.add(notification);
                }

                @Override
                public boolean send(JsonRpcMessage message) {
                    return !hasLeft && heard.add(message);
                }
            };

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private LegacySession session(String version, String capabilities) {
        return session(version, capabilities, FaceSettings.of("us", "1"));
    }

    private LegacySession session(String version, String capabilities, FaceSettings settings) {
        Json params =
                Json.object("protocolVersion", Json.of(version))
                        .with("capabilities", Json.parse(capabilities));
        return LegacySession.begin(
                        settings,
                        new Target("p", endpoint, "ada"),
                        "conversation",
                        new Request(RequestId.of(0), Methods.INITIALIZE, params))
                .session();
    }

    /** The tool {@code ask} wants these answered, and then says with what. */
    private void asks(String requests) {
        endpoint.on(
                "ask",
                call -> {
                    Optional<Json> answers = call.params().get("inputResponses");
                    return answers.isEmpty()
                            ? Json.parse(
                                    "{\"resultType\":\"input_required\",\"requestState\":\"s1\",\"inputRequests\":"
                                            + requests
                                            + "}")
                            : Json.object("content", Json.array(java.util.List.of()))
                                    .with("structuredContent", answers.get());
                });
    }

    private Future<Optional<Response>> call(LegacySession session) {
        Json params = Json.parse("{\"name\":\"ask\",\"arguments\":{\"a\":1}}");
        return threads.submit(
                () -> session.handle(new Request(ID, Methods.TOOLS_CALL, params), client));
    }

    private JsonRpcMessage next() throws InterruptedException {
        JsonRpcMessage message = heard.poll(10, TimeUnit.SECONDS);
        assertThat(message).as("something said to the client").isNotNull();
        return message;
    }

    private Request question() throws InterruptedException {
        return (Request) next();
    }

    private static Json result(Future<Optional<Response>> answer) throws Exception {
        Response response = answer.get(10, TimeUnit.SECONDS).orElseThrow();
        assertThat(response).isInstanceOf(Success.class);
        return ((Success) response).result();
    }

    private static void answer(LegacySession session, Request question, String result) {
        session.answered(new Success(question.id(), Json.parse(result)));
    }

    private static void assertFailed(Future<Optional<Response>> answer, String why)
            throws Exception {
        Json result = result(answer);
        assertThat(result.get("isError")).contains(Json.of(true));
        assertThat(result.toString()).contains(why);
    }

    @Test
    @DisplayName(
            "72. a question comes on the stream of the request that it is for, and its answer goes back with the same request [SEP-2260]")
    void aQuestionIsAskedAndItsAnswerGoesBack() throws Exception {
        asks("{\"k\":" + FORM + "}");
        LegacySession session = session("2025-11-25", EVERYTHING);

        Future<Optional<Response>> called = call(session);
        Request question = question();
        answer(session, question, "{\"action\":\"accept\",\"content\":{\"ok\":true}}");

        assertThat(result(called).get("structuredContent"))
                .contains(Json.parse("{\"k\":{\"action\":\"accept\",\"content\":{\"ok\":true}}}"));
        assertThat(question.method()).isEqualTo(Methods.ELICIT);
        Call retry = endpoint.calls.getLast();
        assertThat(retry.params())
                .isEqualTo(
                        Json.parse(
                                "{\"name\":\"ask\",\"arguments\":{\"a\":1},\"requestState\":\"s1\","
                                        + "\"inputResponses\":{\"k\":{\"action\":\"accept\",\"content\":{\"ok\":true}}}}"));
        assertThat(heard).isEmpty();
    }

    @Test
    void questionsOfOneRoundAreAskedTogetherAndAnsweredInAnyOrder() throws Exception {
        asks("{\"f\":" + FORM + ",\"s\":" + SAMPLE + ",\"r\":" + ROOTS + "}");
        LegacySession session = session("2025-11-25", EVERYTHING);

        Future<Optional<Response>> called = call(session);
        Request form = question();
        Request sample = question();
        Request roots = question();
        answer(session, roots, "{\"roots\":[]}");
        answer(session, sample, "{\"role\":\"assistant\",\"content\":{},\"model\":\"m\"}");
        answer(session, form, "{\"action\":\"decline\"}");

        assertThat(result(called).get("structuredContent").orElseThrow().members())
                .containsOnlyKeys("f", "s", "r");
        assertThat(sample.method()).isEqualTo(Methods.SAMPLE);
    }

    @Test
    @DisplayName(
            "71. a client is not asked in a mode that it lacks; an empty object means forms [2025-11-25 | client/elicitation]")
    void aClientIsNotAskedInAModeThatItLacks() throws Exception {
        LegacySession session = session("2025-11-25", "{\"elicitation\":{}}");

        asks("{\"k\":" + URL + "}");
        assertFailed(call(session), "elicitation/create");
        asks("{\"k\":" + SAMPLE + "}");
        assertFailed(call(session), "sampling/createMessage");
        assertThat(heard).isEmpty();
        asks("{\"k\":" + FORM + "}");
        Future<Optional<Response>> called = call(session);
        answer(session, question(), "{\"action\":\"cancel\"}");

        assertThat(result(called).has("isError")).isFalse();
    }

    @Test
    void anOlderClientIsAskedInItsOwnWords() throws Exception {
        asks("{\"f\":" + FORM + ",\"s\":" + SAMPLE + "}");
        LegacySession session = session("2025-06-18", EVERYTHING);

        Future<Optional<Response>> called = call(session);
        Request form = question();
        Request sample = question();
        answer(session, form, "{\"action\":\"cancel\"}");
        answer(session, sample, "{\"role\":\"assistant\",\"content\":{},\"model\":\"m\"}");

        assertThat(form.params().has("mode")).isFalse();
        assertThat(sample.params().toString())
                .contains("\"content\":{\"type\":\"text\",\"text\":\"?\"}");
        assertThat(result(called).has("isError")).isFalse();
        asks("{\"k\":" + URL + "}");
        assertFailed(call(session), "2025-06-18");
    }

    @Test
    @DisplayName(
            "75. an address to open has an id of its own, and the client is told when it is done with [2025-11-25 | client/elicitation]")
    void anAddressToOpenHasAnIdOfItsOwn() throws Exception {
        asks("{\"k\":" + URL + ",\"l\":" + URL.replace("//a", "//b") + "}");
        LegacySession session = session("2025-11-25", EVERYTHING);

        Future<Optional<Response>> called = call(session);
        Request one = question();
        Request other = question();
        answer(session, one, "{\"action\":\"accept\"}");
        answer(session, other, "{\"action\":\"decline\"}");
        Json _ = result(called);

        assertThat(one.params().text("elicitationId")).isPresent();
        assertThat(other.params().text("elicitationId"))
                .isPresent()
                .isNotEqualTo(one.params().text("elicitationId"));
        assertThat(next())
                .isEqualTo(
                        new Notification(
                                "notifications/elicitation/complete",
                                Json.object(
                                        "elicitationId",
                                        one.params().get("elicitationId").orElseThrow())));
        assertThat(heard).isEmpty();
    }

    @Test
    void anAddressThatIsAskedForAgainKeepsItsId() throws Exception {
        endpoint.on(
                "ask",
                call ->
                        call.params().text("requestState").filter("2"::equals).isPresent()
                                ? Json.parse("{\"content\":[]}")
                                : Json.parse(
                                        "{\"resultType\":\"input_required\",\"requestState\":\""
                                                + (call.params().has("requestState") ? "2" : "1")
                                                + "\",\"inputRequests\":{\"k\":"
                                                + URL
                                                + "}}"));
        LegacySession session = session("2025-11-25", EVERYTHING);

        Future<Optional<Response>> called = call(session);
        Request first = question();
        answer(session, first, "{\"action\":\"accept\"}");
        Request again = question();
        answer(session, again, "{\"action\":\"accept\"}");
        Json _ = result(called);

        assertThat(again.id()).isNotEqualTo(first.id());
        assertThat(again.params()).isEqualTo(first.params());
        assertThat(((Notification) next()).method()).isEqualTo(Methods.ELICITED);
    }

    @Test
    void anErrorInPlaceOfAFormIsItsCancellation() throws Exception {
        asks("{\"k\":" + FORM + "}");
        LegacySession session = session("2025-11-25", EVERYTHING);

        Future<Optional<Response>> called = call(session);
        session.answered(new Failure(question().id(), new JsonRpcError(-32603, "no")));

        assertThat(result(called).get("structuredContent"))
                .contains(Json.parse("{\"k\":{\"action\":\"cancel\"}}"));
    }

    @Test
    void arefusalThatCannotBeToldEndsTheCall() throws Exception {
        asks("{\"s\":" + SAMPLE + ",\"f\":" + FORM + "}");
        LegacySession session = session("2025-11-25", EVERYTHING);

        Future<Optional<Response>> called = call(session);
        Request sample = question();
        Request form = question();
        session.answered(new Failure(sample.id(), new JsonRpcError(-1, "User rejected")));

        assertFailed(called, "User rejected");
        assertWithdrawn(form);
        assertThat(endpoint.calls).hasSize(2); // with the discovery
    }

    private void assertWithdrawn(Request question) throws InterruptedException {
        Notification withdrawn = (Notification) next();
        assertThat(withdrawn.method()).isEqualTo(Methods.CANCELLED);
        assertThat(withdrawn.params().get("requestId")).contains(question.id().json());
    }

    @Test
    void aClientThatDoesNotAnswerIsNotWaitedForForEver() throws Exception {
        asks("{\"k\":" + FORM + "}");
        LegacySession session =
                session(
                        "2025-11-25",
                        EVERYTHING,
                        FaceSettings.of("us", "1").withQuestionLimit(Duration.ofMillis(50)));

        Future<Optional<Response>> called = call(session);
        Request question = question();

        assertFailed(called, "in time");
        assertWithdrawn(question);
        answer(session, question, "{\"action\":\"accept\"}"); // late: nobody's
        assertThat(endpoint.calls).hasSize(2);
    }

    @Test
    void aCallThatIsCancelledWithdrawsItsQuestion() throws Exception {
        asks("{\"k\":" + FORM + "}");
        LegacySession session = session("2025-11-25", EVERYTHING);

        Future<Optional<Response>> called = call(session);
        Request question = question();
        session.note(new Notification(Methods.CANCELLED, Json.object("requestId", ID.json())));

        assertThat(called.get(10, TimeUnit.SECONDS)).isEmpty();
        assertWithdrawn(question);
    }

    @Test
    void aSessionThatEndsLeavesNothingWaiting() throws Exception {
        asks("{\"k\":" + FORM + "}");
        LegacySession session = session("2025-11-25", EVERYTHING);

        Future<Optional<Response>> called = call(session);
        Request _ = question();
        session.close();

        assertThat(called.get(10, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void aClientThatHasLeftIsNotAsked() throws Exception {
        asks("{\"k\":" + FORM + "}");
        LegacySession session = session("2025-11-25", EVERYTHING);
        hasLeft = true;

        assertFailed(call(session), "left");
    }

    @Test
    void aServerThatAsksForEverIsGivenUp() throws Exception {
        endpoint.on(
                "ask",
                _ ->
                        Json.parse(
                                "{\"resultType\":\"input_required\",\"inputRequests\":{\"k\":"
                                        + FORM
                                        + "}}"));
        LegacySession session = session("2025-11-25", EVERYTHING);

        Future<Optional<Response>> called = call(session);
        for (int round = 0; round < 10; round++) {
            answer(session, question(), "{\"action\":\"accept\"}");
        }

        assertFailed(called, "more and more");
        assertThat(endpoint.calls.getLast().params().has("requestState")).isFalse();
    }

    @Test
    void aServerThatOnlyWantsToBeAskedAgainIs() throws Exception {
        endpoint.on(
                "ask",
                call ->
                        call.params().has("requestState")
                                ? Json.parse("{\"content\":[]}")
                                : Json.parse(
                                        "{\"resultType\":\"input_required\",\"requestState\":\"s\"}"));

        Json result = result(call(session("2024-11-05", "{}")));

        assertThat(result.has("isError")).isFalse();
        assertThat(endpoint.calls.getLast().params().has("inputResponses")).isFalse();
    }
}
