package dev.mcpctl.daemon.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.daemon.server.Pauses;
import dev.mcpctl.daemon.server.ServerLab;
import dev.mcpctl.db.instance.Instance;
import dev.mcpctl.db.instance.Owner;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Servers that give each user, or each conversation, an instance of their own. */
class SessionModeIT {
    private static final Caller ADA = caller("user:ada", "one");
    private static final Caller EVE = caller("user:eve", "one");
    private static final Json ALL = Json.parse("{\"elicitation\":{},\"sampling\":{},\"roots\":{}}");

    @TempDir static Path directory;
    private static ServerLab lab;

    @BeforeAll
    static void open() {
        lab = new ServerLab(directory, Pauses.of(Clock.systemUTC()));
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    private static Caller caller(String principal, String conversation) {
        return new Caller(principal, conversation, Revision.MODERN, false);
    }

    private static ObjectNode spec(String mode, String... switches) {
        return ServerLab.scripted(switches).put("sessionMode", mode);
    }

    private static ServerEndpoint endpoint(String server) {
        return new ServerEndpoint(server, lab.presence(server), lab.feed::catalog);
    }

    private static Call request(Caller caller, String method, Json params) {
        return Call.of(method, params, caller, Duration.ofSeconds(30))
                .withMeta(new RequestMeta(null, ALL, null, false, Map.of()));
    }

    private static Json call(String server, Caller caller, Json params) {
        return endpoint(server).call(request(caller, Methods.TOOLS_CALL, params));
    }

    private static Json tool(String name, String arguments) {
        return Json.object("name", Json.of(name)).with("arguments", Json.parse(arguments));
    }

    private static String text(Json result) {
        return result.get("content").orElseThrow().elements().getFirst().text("text").orElseThrow();
    }

    private static String pid(String server, Caller caller) {
        return text(call(server, caller, tool("pid", "{}")));
    }

    private static List<String> owners(String server) {
        return lab.database.instances().ofServer(server).stream()
                .map(Instance::owner)
                .map(Owner::label)
                .sorted()
                .toList();
    }

    @Test
    void eachUserHasAProcessOfTheirOwn() {
        lab.create("server", "users", spec("perUser"));

        String ofAda = pid("users", ADA);
        String ofEve = pid("users", EVE);

        assertThat(ofAda).isNotEqualTo(ofEve);
        assertThat(pid("users", caller("user:ada", "another"))).isEqualTo(ofAda);
        assertThat(lab.running("users", 3)).containsKeys(ofAda, ofEve);
        assertThat(owners("users")).containsExactly("", "user:ada", "user:eve");
    }

    @Test
    void eachUserHasAWorkingDirectoryOfTheirOwnWhateverTheConversation() throws Exception {
        lab.create("server", "rooms", spec("perSession"));

        Path ofAda = workingDirectory(pid("rooms", ADA));
        Path ofEve = workingDirectory(pid("rooms", EVE));

        assertThat(ofAda).isNotEqualTo(ofEve).hasParent(ofEve.getParent());
        assertThat(workingDirectory(pid("rooms", caller("user:ada", "another")))).isEqualTo(ofAda);
    }

    private static Path workingDirectory(String pid) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", pid, "cwd"));
    }

    @Test
    void eachConversationHasAProcessOfItsOwnUntilItIsOver() {
        lab.create("server", "sessions", spec("perSession"));

        String one = pid("sessions", ADA);
        String other = pid("sessions", caller("user:ada", "other"));

        assertThat(one).isNotEqualTo(other);
        assertThat(pid("sessions", EVE)).isNotIn(one, other);
        assertThat(pid("sessions", ADA)).isEqualTo(one);
        assertThat(owners("sessions"))
                .anySatisfy(
                        owner -> assertThat(owner).matches("user:ada \\(session [0-9a-f]{16}\\)"));

        endpoint("sessions").forget(ADA);

        await().until(() -> owners("sessions").size() == 3);
        assertThat(lab.running("sessions", 3)).containsKey(other).doesNotContainKey(one);
    }

    @Test
    @DisplayName(
            "lists of such a server are the same for everybody, whatever their own instance says")
    void listsAreTheSameForEverybody() {
        lab.create("server", "lists", spec("perUser"));
        String _ = text(call("lists", ADA, tool("grow", "{\"name\":\"ofAda\"}")));

        Json forAda = endpoint("lists").call(request(ADA, Methods.TOOLS_LIST, Json.object()));
        Json forEve = endpoint("lists").call(request(EVE, Methods.TOOLS_LIST, Json.object()));

        assertThat(forAda.toString()).isEqualTo(forEve.toString()).doesNotContain("ofAda");
        assertThat(owners("lists")).as("a list needs no instance").containsExactly("", "user:ada");
    }

    @Test
    @DisplayName(
            "80. two users who call at once are each asked what their own call asks [SEP-2260]")
    void twoUsersWhoCallAtOnceAreEachAskedTheirOwn() throws Exception {
        lab.create("server", "asking", spec("perUser"));
        Json ask = tool("ask", "{\"method\":\"elicitation/create\"}");

        Json adas;
        Json eves;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Json> ofAda = callers.submit(() -> call("asking", ADA, ask));
            Future<Json> ofEve = callers.submit(() -> call("asking", EVE, ask));
            adas = ofAda.get();
            eves = ofEve.get();
        }
        Json eve = call("asking", EVE, answered(ask, eves, "eve"));
        Json ada = call("asking", ADA, answered(ask, adas, "ada"));

        assertThat(adas.text("resultType")).contains("input_required");
        assertThat(eves.text("resultType")).contains("input_required");
        assertThat(text(ada)).contains("\"name\":\"ada\"");
        assertThat(text(eve)).contains("\"name\":\"eve\"");
    }

    @Test
    void whoFollowsTheHintOfARefusedQuestionIsAsked() {
        lab.create("server", "hinted", spec("shared"));
        Json ask = tool("ask", "{\"method\":\"elicitation/create\"}");
        Json _ = call("hinted", ADA, ask); // and has not answered yet
        assertThat(text(call("hinted", EVE, ask))).contains("sessionMode: perUser");

        lab.overwrite("server", "hinted", spec("perUser"));

        assertThat(call("hinted", ADA, ask).text("resultType")).contains("input_required");
        assertThat(call("hinted", EVE, ask).text("resultType")).contains("input_required");
    }

    private static Json answered(Json params, Json required, String name) {
        String key =
                required.get("inputRequests").orElseThrow().members().keySet().iterator().next();
        Json answer =
                Json.object("action", Json.of("accept"))
                        .with("content", Json.object("name", Json.of(name)));
        return params.with("inputResponses", Json.object(key, answer))
                .with("requestState", required.get("requestState").orElseThrow());
    }

    @Test
    void moreCallersThanItMayHaveAreRefusedByTheLimit() {
        lab.create("server", "full", spec("perSession"));
        for (int i = 0; i < ServerLab.MAX_OWNERS; i++) {
            String _ = pid("full", caller("user:ada", "conversation " + i));
        }

        assertThatThrownBy(() -> pid("full", EVE))
                .isInstanceOfSatisfying(
                        McpException.class,
                        refused ->
                                assertThat(refused.error().message())
                                        .isEqualTo(
                                                "server \"full\" has 3 instances for callers of"
                                                        + " their own, as many as it may"
                                                        + " (MCPD_MAX_INSTANCES); one becomes free"
                                                        + " 30 minutes after its last call"));
        endpoint("full").forget(caller("user:ada", "conversation 0"));

        assertThat(pid("full", EVE)).isNotEmpty();
    }

    @Test
    void anInstanceThatDiesIsStartedAgainForItsOwner() {
        lab.create("server", "mortal", spec("perUser"));
        String before = pid("mortal", ADA);

        assertThatThrownBy(() -> call("mortal", ADA, tool("crash", "{}")))
                .isInstanceOf(McpException.class);

        String after = pid("mortal", ADA);
        assertThat(after).isNotEqualTo(before);
        assertThat(lab.running("mortal", 2)).containsKey(after);
    }

    @Test
    void anotherSpecReplacesThemAndSharingEndsThem() {
        lab.create("server", "changing", spec("perUser"));
        String before = pid("changing", ADA);

        lab.overwrite("server", "changing", spec("perUser", "--another"));
        await().untilAsserted(
                        () -> assertThat(lab.running("changing", 2)).doesNotContainKey(before));
        String after = pid("changing", ADA);
        lab.overwrite("server", "changing", spec("shared", "--another"));

        assertThat(lab.running("changing", 1)).doesNotContainKeys(before, after);
        assertThat(lab.running("changing", 1)).containsKey(pid("changing", EVE));
    }

    @Test
    void aServerThatIsDeletedLeavesNothing() {
        lab.create("server", "gone", spec("perUser"));
        long pid = Long.parseLong(pid("gone", ADA));

        lab.delete("server", "gone");

        await().until(() -> ProcessHandle.of(pid).isEmpty());
        await().until(() -> owners("gone").isEmpty());
    }

    @Test
    void aServerThatIsToHaveNoInstanceHasNoneForAnybody() {
        lab.create("server", "off", spec("perUser"));
        String _ = pid("off", ADA);

        lab.overwrite("server", "off", spec("perUser").put("replicas", 0));

        await().until(() -> owners("off").isEmpty());
        assertThatThrownBy(() -> pid("off", ADA))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("not running (Stopped)");
    }
}
