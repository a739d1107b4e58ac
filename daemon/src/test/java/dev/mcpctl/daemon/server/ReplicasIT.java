package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.db.event.Event;
import dev.mcpctl.db.instance.Instance;
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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

class ReplicasIT {
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
    @DisplayName("M-091: of ten replicas, each killed once, only the killed one's calls fail")
    void onlyTheCallsOfTheKilledInstanceFail() throws Exception {
        lab.create("server", "ten", ServerLab.scripted().put("replicas", 10));
        Map<String, Instance> instances = lab.running("ten", 10);
        record Kill(String instance, long nanos) {}
        List<Kill> kills = new ArrayList<>();

        Load load = new Load("ten", 40, "{\"millis\":100}");
        for (Map.Entry<String, Instance> each : instances.entrySet()) {
            long next = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            kills.add(new Kill(each.getValue().name(), System.nanoTime()));
            ProcessHandle.of(Long.parseLong(each.getKey())).orElseThrow().destroyForcibly();
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime()); // the pace of the attack
        }
        load.stop();

        assertThat(load.answers).hasSizeGreaterThan(1_000);
        assertThat(load.failures).isNotEmpty();
        for (Failure failure : load.failures) {
            assertThat(failure.message()).contains("server \"ten\"").contains("(instance ten-");
            assertThat(kills)
                    .as(failure.toString())
                    .anyMatch(kill ->
                            kill.instance().equals(failure.instance())
                                    && failure.begunNanos() - kill.nanos() < 200_000_000L
                                    && failure.endedNanos() > kill.nanos()
                                    && failure.endedNanos() - kill.nanos() < 1_000_000_000L);
        }
        await().untilAsserted(() ->
                assertThat(lab.database.instances().ofServer("ten"))
                        .hasSize(10)
                        .allMatch(instance -> instance.status().restarts() == 1));
        assertThat(lab.running("ten", 10).keySet()).doesNotContainAnyElementsOf(instances.keySet());
    }

    @Test
    @DisplayName("M-091: calls go to the instance with the fewest open calls")
    void callsAreSpreadOverTheInstances() throws Exception {
        lab.create("server", "spread", ServerLab.scripted().put("replicas", 3));
        Map<String, Instance> instances = lab.running("spread", 3);
        List<CompletableFuture<String>> open = new ArrayList<>();

        for (int i = 0; i < 9; i++) {
            open.add(async("spread", "{\"millis\":500}"));
        }

        List<String> pids = new ArrayList<>();
        for (CompletableFuture<String> call : open) {
            pids.add(call.get(10, TimeUnit.SECONDS));
        }
        assertThat(new HashSet<>(pids)).isEqualTo(instances.keySet());
        assertThat(pids)
                .allSatisfy(pid -> assertThat(pids).filteredOn(pid::equals).hasSizeBetween(2, 4));
    }

    @Test
    @DisplayName("M-091: a conversation stays at its instance while that lives, and then elsewhere")
    void aConversationStaysAtItsInstance() {
        lab.create("server", "sticky", ServerLab.scripted());
        Caller first = ServerLab.caller("first");
        String pid = lab.call("sticky", first, "pid", "{}");
        Load others = new Load("sticky", 4, "{\"millis\":20}");

        lab.overwrite("server", "sticky", ServerLab.scripted().put("replicas", 3));
        Set<String> pids = lab.running("sticky", 3).keySet();

        for (int i = 0; i < 30; i++) {
            assertThat(lab.call("sticky", first, "pid", "{}")).isEqualTo(pid);
        }
        Caller sameHandle = new Caller("user:eve", "first", first.revision(), false);
        Set<String> ofEve = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            ofEve.add(lab.call("sticky", sameHandle, "pid", "{}"));
        }
        assertThat(ofEve).as("another's conversation of the same name is another").hasSize(1);
        ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
        await().until(() -> !lab.call("sticky", first, "pid", "{}").equals(pid));
        String next = lab.call("sticky", first, "pid", "{}");
        for (int i = 0; i < 10; i++) {
            assertThat(lab.call("sticky", first, "pid", "{}")).isEqualTo(next);
        }
        assertThat(pids).contains(pid);
        others.stop();
    }

    @Test
    void aRequestInSeveralRoundsStaysAtItsInstance() {
        lab.create("server", "rounds", ServerLab.scripted("--era", "modern").put("replicas", 4));
        var _ = lab.running("rounds", 4);
        Json params = Json.parse("{\"name\":\"remember\",\"arguments\":{}}");

        for (int i = 0; i < 12; i++) {
            Json asked = round("rounds", params);
            Json state = asked.get("requestState").orElseThrow();
            Json result = round("rounds", params.with("requestState", state));

            assertThat(result.toString()).contains("\"remembered\"");
        }
    }

    @Test
    void aCallThatIsParkedIsGoneOnWithAtItsInstance() {
        lab.create("server", "parks", ServerLab.scripted().put("replicas", 4));
        var _ = lab.running("parks", 4);
        Json params = Json.parse("{\"name\":\"ask\",\"arguments\":{\"method\":\"roots/list\"}}");

        for (int i = 0; i < 12; i++) {
            Json asked = round("parks", params);
            String key =
                    asked.get("inputRequests").orElseThrow().members().keySet().iterator().next();
            Json answers =
                    Json.object(key, Json.parse("{\"roots\":[{\"uri\":\"file:///" + i + "\"}]}"));
            Json result =
                    round(
                            "parks",
                            params.with("inputResponses", answers)
                                    .with("requestState", asked.get("requestState").orElseThrow()));

            assertThat(result.toString()).contains("file:///" + i);
        }
    }

    private static Json round(String server, Json params) {
        var meta = new RequestMeta(null, Json.parse("{\"roots\":{}}"), null, false, Map.of());
        var client = new Caller("user:ada", "", Revision.MODERN, false);
        return lab.presence(server)
                .call(
                        Call.of(Methods.TOOLS_CALL, params, client, Duration.ofSeconds(20))
                                .withMeta(meta));
    }

    @Test
    @DisplayName("M-069: another number of replicas changes only what must change")
    void moreAndFewerLeaveTheOthersAlone() {
        lab.create("server", "scales", ServerLab.scripted().put("replicas", 2));
        Set<String> two = new TreeSet<>(lab.running("scales", 2).keySet());

        lab.overwrite("server", "scales", ServerLab.scripted().put("replicas", 5));
        Set<String> five = new TreeSet<>(lab.running("scales", 5).keySet());
        lab.overwrite("server", "scales", ServerLab.scripted().put("replicas", 1));
        Set<String> one = new TreeSet<>(lab.running("scales", 1).keySet());

        assertThat(five).containsAll(two);
        assertThat(two).containsAll(one);
        await().untilAsserted(() -> {
            assertThat(lab.status("scales").path("readyInstances").asInt()).isEqualTo(1);
            assertThat(lab.status("scales").path("health").asText()).isEqualTo("healthy");
            assertThat(lab.status("scales").has("message")).isFalse();
        });
        lab.overwrite("server", "scales", ServerLab.scripted().put("replicas", 0));
        assertThat(lab.running("scales", 0)).isEmpty();
        await().untilAsserted(() ->
                assertThat(lab.status("scales").path("state").asText()).isEqualTo("Stopped"));
    }

    @Test
    void callsThatAreOpenAreFinishedBeforeAnInstanceEnds() throws Exception {
        lab.create("server", "drains", ServerLab.scripted());
        Set<String> before = lab.running("drains", 1).keySet();
        CompletableFuture<String> open = async("drains", "{\"millis\":2000}");
        await().until(() -> lab.presence("drains").open() == 1);

        lab.overwrite("server", "drains", ServerLab.scripted().put("replicas", 0));

        assertThat(before).contains(open.get(10, TimeUnit.SECONDS));
        assertThat(lab.running("drains", 0)).isEmpty();
    }

    @Test
    @DisplayName("M-079: a changed spec replaces the instances without a failed call")
    void aRollingReplacementFailsNoCall() {
        ObjectNode spec = ServerLab.scripted().put("replicas", 3);
        lab.create("server", "rolls", spec);
        Set<String> before = new TreeSet<>(lab.running("rolls", 3).keySet());
        Load load = new Load("rolls", 20, "{\"millis\":50}");

        lab.overwrite("server", "rolls", with(spec, "MOOD", "good"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> lab.running("rolls", 3).keySet().stream().noneMatch(before::contains));
        load.stop();

        assertThat(load.failures).isEmpty();
        assertThat(load.answers).hasSizeGreaterThan(100);
        assertThat(lab.call("rolls", "env", "{}")).contains("\"MOOD\":\"good\"");
    }

    @Test
    void aReplacementThatDoesNotComeUpLeavesTheOldInstanceServing() throws Exception {
        lab.create("server", "keeps", ServerLab.scripted());
        String pid = lab.running("keeps", 1).keySet().iterator().next();
        Path broken = Files.createFile(directory.resolve("keeps-broken"));

        lab.overwrite("server", "keeps", ServerLab.scripted("--crash-while", broken.toString()));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(lab.status("keeps").path("message").asText())
                                .startsWith("the change is held up, and what ran before goes on")
                                .contains("CrashLoopBackOff")
                                .contains("exited with code 7"));
        assertThat(lab.call("keeps", "pid", "{}")).isEqualTo(pid);
        assertThat(lab.status("keeps").path("state").asText()).isEqualTo("Running");
        assertThat(lab.status("keeps").path("health").asText()).isEqualTo("healthy");
        lab.overwrite("server", "keeps", ServerLab.scripted("--another"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !lab.call("keeps", "pid", "{}").equals(pid));
        assertThat(lab.running("keeps", 1)).doesNotContainKey(pid);
    }

    @Test
    void aSecretThatGoesMissingLeavesWhatRunsInPlace() {
        lab.create("secret", "spare", secret("A"));
        ObjectNode spec = ServerLab.scripted();
        ObjectNode entry = spec.putArray("env").addObject().put("name", "T");
        entry.putObject("valueFrom").putObject("secretRef").put("name", "spare").put("key", "A");
        lab.create("server", "spares", spec);
        String pid = lab.running("spares", 1).keySet().iterator().next();

        lab.overwrite("secret", "spare", secret("B"));

        await().untilAsserted(() ->
                assertThat(lab.status("spares").path("message").asText())
                        .isEqualTo("secret \"spare\" has no key \"A\"; what ran before goes on"));
        assertThat(lab.call("spares", "pid", "{}")).isEqualTo(pid);
    }

    @Test
    @DisplayName("M-086: of several instances only the deleted one is replaced")
    void onlyTheDeletedInstanceIsReplaced() {
        lab.create("server", "picks", ServerLab.scripted().put("replicas", 3));
        Map<String, Instance> before = lab.running("picks", 3);
        Map.Entry<String, Instance> deleted = before.entrySet().iterator().next();
        Load load = new Load("picks", 6, "{\"millis\":50}");

        lab.reconciler.restart(deleted.getValue().toResource(), "user:ada");

        await().until(() -> !lab.running("picks", 3).containsKey(deleted.getKey()));
        Set<String> kept = new TreeSet<>(before.keySet());
        kept.remove(deleted.getKey());
        assertThat(lab.running("picks", 3).keySet()).containsAll(kept);
        load.stop();
        assertThat(load.failures).isEmpty();
        await().untilAsserted(() ->
                assertThat(lab.database.events().of(ResourceKey.global("server", "picks")))
                        .extracting(Event::message)
                        .contains("stopping instance " + deleted.getValue().name()));
    }

    private record Failure(String instance, String message, long begunNanos, long endedNanos) {}

    /** Callers that call again and again, each with a conversation of its own now and then. */
    private static final class Load {
        private final List<String> answers = new CopyOnWriteArrayList<>();
        private final List<Failure> failures = new CopyOnWriteArrayList<>();
        private final List<Thread> callers = new ArrayList<>();
        private volatile boolean isOver;

        Load(String server, int count, String arguments) {
            for (int i = 0; i < count; i++) {
                Caller caller = ServerLab.caller(i % 2 == 0 ? "" : "conversation-" + i);
                callers.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    while (!isOver) {
                                        call(server, caller, arguments);
                                    }
                                }));
            }
        }

        private void call(String server, Caller caller, String arguments) {
            long begun = System.nanoTime();
            try {
                answers.add(lab.call(server, caller, "hold", arguments));
            } catch (McpException e) {
                String instance =
                        e.error().detail().flatMap(data -> data.text("instance")).orElse("");
                failures.add(new Failure(instance, e.error().message(), begun, System.nanoTime()));
            }
        }

        void stop() {
            isOver = true;
            for (Thread caller : callers) {
                try {
                    caller.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static ObjectNode with(ObjectNode spec, String name, String value) {
        ObjectNode changed = spec.deepCopy();
        changed.putArray("env").addObject().put("name", name).put("value", value);
        return changed;
    }

    private static ObjectNode secret(String key) {
        ObjectNode spec = JsonCodec.object();
        spec.putObject("data").put(key, "value");
        return spec;
    }

    private static CompletableFuture<String> async(String server, String arguments) {
        return CompletableFuture.supplyAsync(
                () -> lab.call(server, "hold", arguments), task -> Thread.ofVirtual().start(task));
    }
}
