package dev.mcpctl.daemon.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.daemon.server.Pauses;
import dev.mcpctl.daemon.server.ServerLab;
import dev.mcpctl.db.instance.Instance;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.HeaderParam;
import dev.mcpctl.mcp.wire.Revision;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class ServerMcpIT {
    private static final Caller CLIENT = new Caller("user:ada", "", Revision.MODERN, false);

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

    @Test
    @DisplayName("M-080: many callers share one process, and each gets its own answer")
    void manyCallersShareOneProcess() throws Exception {
        lab.create("server", "shared", ServerLab.scripted());
        String pid = call("shared", "pid", "{}");
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String text = "{\"text\":\"" + i + "\"}";
            calls.add(() -> call("shared", "echo", text));
        }

        List<String> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> answer : callers.invokeAll(calls)) {
                answers.add(answer.get());
            }
        }

        for (int i = 0; i < 500; i++) {
            assertThat(answers.get(i)).isEqualTo(Integer.toString(i));
        }
        assertThat(call("shared", "pid", "{}")).isEqualTo(pid);
    }

    @Test
    void aCallGetsTheTimeThatItsServerAllows() {
        lab.create("server", "slow", ServerLab.scripted().put("timeoutSeconds", 1));
        String _ = call("slow", "pid", "{}");
        long began = System.nanoTime();

        assertThatThrownBy(() -> call("slow", "sleep", "{\"millis\":60000}"))
                .isInstanceOf(McpException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
    }

    @Test
    void aServerThatIsStartingIsWaitedFor() {
        lab.create("server", "fresh", ServerLab.scripted());

        assertThat(call("fresh", "echo", "{\"text\":\"soon\"}")).isEqualTo("soon");
    }

    @Test
    void whatTheServerSaysOfItselfIsToldAndThatItsListsChange() {
        ObjectNode spec = ServerLab.scripted("--era", "modern");
        lab.create("server", "known", spec);

        Json discovery = endpoint("known").call(of(Methods.DISCOVER, Json.object()));

        assertThat(discovery.get("capabilities").flatMap(c -> c.get("tools")))
                .contains(Json.object("listChanged", Json.of(true)));
    }

    @Test
    @DisplayName("9. which arguments are wanted in headers is known once tools were listed")
    void argumentsInHeadersAreKnownOnceToolsWereListed() {
        lab.create("server", "mirrored", ServerLab.scripted("--header-param"));
        Call echo = of(Methods.TOOLS_CALL, Json.parse("{\"name\":\"echo\"}"));
        assertThat(endpoint("mirrored").headerParams(echo)).isEmpty();

        Json _ = endpoint("mirrored").call(of(Methods.TOOLS_LIST, Json.object()));

        assertThat(endpoint("mirrored").headerParams(echo))
                .containsExactly(new HeaderParam("Mcp-Param-Text", List.of("text")));
        assertThat(
                        endpoint("mirrored")
                                .headerParams(
                                        of(Methods.TOOLS_CALL, Json.parse("{\"name\":\"pid\"}"))))
                .isEmpty();
    }

    @Test
    void aSubscriberHearsOfChangesAndOfAnotherInstance() {
        ObjectNode spec = ServerLab.scripted();
        lab.create("server", "heard", spec);
        String _ = call("heard", "pid", "{}");
        List<String> heard = new CopyOnWriteArrayList<>();
        Recording sink = new Recording(heard);

        try (Listening _ =
                endpoint("heard")
                        .listen(
                                of(Methods.LISTEN, Json.object()),
                                SubscriptionFilter.lists(),
                                sink)) {
            assertThat(heard).containsExactly("acknowledged {\"toolsListChanged\":true}");
            String _ = call("heard", "grow", "{\"name\":\"more\"}");
            await().until(() -> heard.contains(Methods.TOOLS_CHANGED));
            heard.clear();

            ObjectNode changed = spec.deepCopy();
            changed.putArray("env").addObject().put("name", "A").put("value", "b");
            lab.overwrite("server", "heard", changed);

            await().until(() -> heard.contains(Methods.TOOLS_CHANGED));
            heard.clear();
            String _ = call("heard", "grow", "{\"name\":\"again\"}");
            await().until(() -> heard.contains(Methods.TOOLS_CHANGED));

            lab.delete("server", "heard");
            await().until(() -> heard.contains("ended"));
        }
    }

    @Test
    void aSubscriberHearsOnceWhatAnyInstanceTellsOf() {
        lab.create("server", "several", ServerLab.scripted().put("replicas", 3));
        Map<String, Instance> instances = lab.running("several", 3);
        Map<String, Caller> atEach = new HashMap<>(); // by the instance where its calls go
        for (int i = 0; atEach.size() < 3; i++) {
            Caller caller = ServerLab.caller("several-" + i);
            atEach.putIfAbsent(lab.call("several", caller, "pid", "{}"), caller);
        }
        assertThat(atEach.keySet()).isEqualTo(instances.keySet());
        List<String> heard = new CopyOnWriteArrayList<>();
        Caller subscriber = atEach.values().iterator().next();
        Call listen = Call.of(Methods.LISTEN, Json.object(), subscriber, Duration.ofSeconds(30));

        try (Listening _ =
                endpoint("several")
                        .listen(listen, SubscriptionFilter.lists(), new Recording(heard))) {
            for (Caller caller : atEach.values()) {
                heard.clear();
                String _ = lab.call("several", caller, "grow", "{\"name\":\"one\"}");
                awaitOnce(heard);
            }
            lab.overwrite("server", "several", ServerLab.scripted().put("replicas", 4));
            Set<String> more = new HashSet<>(lab.running("several", 4).keySet());
            more.removeAll(instances.keySet());
            for (int i = 0; !atEach.keySet().containsAll(more); i++) {
                Caller caller = ServerLab.caller("later-" + i);
                atEach.putIfAbsent(lab.call("several", caller, "pid", "{}"), caller);
            }
            heard.clear();
            String _ =
                    lab.call(
                            "several",
                            Objects.requireNonNull(atEach.get(more.iterator().next())),
                            "grow",
                            "{\"name\":\"late\"}");
            awaitOnce(heard);
        }
    }

    private static void awaitOnce(List<String> heard) {
        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(heard).containsExactly(Methods.TOOLS_CHANGED));
    }

    @Test
    @DisplayName("an upstream without a running instance is named in the error")
    void aServerThatDoesNotRunIsNamed() {
        lab.create("server", "absent", ServerLab.scripted().put("replicas", 0));

        assertThatThrownBy(() -> call("absent", "pid", "{}"))
                .isInstanceOfSatisfying(
                        McpException.class,
                        refused -> {
                            assertThat(refused.error().code()).isEqualTo(-32603);
                            assertThat(
                                            refused.error()
                                                    .detail()
                                                    .flatMap(data -> data.text("server")))
                                    .isEqualTo(Optional.of("absent"));
                        });
    }

    private record Recording(List<String> heard) implements SubscriptionSink {
        @Override
        public void acknowledged(SubscriptionFilter honoured) {
            heard.add("acknowledged " + honoured.json());
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

    private static ServerEndpoint endpoint(String server) {
        return new ServerEndpoint(server, lab.presence(server), lab.feed::catalog);
    }

    private static String call(String server, String tool, String arguments) {
        Json params = Json.object("name", Json.of(tool)).with("arguments", Json.parse(arguments));
        Json result = endpoint(server).call(of(Methods.TOOLS_CALL, params));
        return result.get("content").orElseThrow().elements().getFirst().text("text").orElseThrow();
    }

    private static Call of(String method, Json params) {
        return Call.of(method, params, CLIENT, Duration.ofSeconds(30));
    }
}
