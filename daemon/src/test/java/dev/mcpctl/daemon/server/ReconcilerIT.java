package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.daemon.runtime.LogQuery;
import dev.mcpctl.db.event.Event;
import dev.mcpctl.db.feed.ChangeOp;
import dev.mcpctl.db.instance.InstanceStatus;
import dev.mcpctl.mcp.message.McpException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class ReconcilerIT {
    @TempDir static Path directory;
    private static ManualPauses time;
    private static ServerLab lab;

    @BeforeAll
    static void open() {
        time = new ManualPauses();
        lab = new ServerLab(directory, time);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @Test
    @DisplayName("M-084: a server that is created runs, and its status says so")
    void aServerThatIsCreatedRuns() {
        lab.create("server", "echoes", ServerLab.scripted());

        String answer = lab.call("echoes", "echo", "{\"text\":\"hello\"}");

        assertThat(answer).isEqualTo("hello");
        lab.awaitHealth("echoes", Health.HEALTHY);
        await().untilAsserted(() -> {
            ObjectNode status = lab.status("echoes");
            assertThat(status.path("state").asText()).isEqualTo("Running");
            assertThat(status.path("health").asText()).isEqualTo("healthy");
            assertThat(status.path("readyInstances").asInt()).isEqualTo(1);
            assertThat(status.path("runtime").asText()).isEqualTo("process");
            InstanceStatus instance = lab.instance("echoes").status();
            assertThat(instance.state()).isEqualTo(InstanceState.RUNNING);
            assertThat(Objects.requireNonNull(instance.handle()).id())
                    .isEqualTo(lab.call("echoes", "pid", "{}"));
        });
    }

    @Test
    void aServerOfTheModernEraRunsToo() {
        lab.create("server", "modern", ServerLab.scripted("--era", "modern"));

        assertThat(lab.call("modern", "echo", "{\"text\":\"hello\"}")).isEqualTo("hello");
    }

    @Test
    @DisplayName("M-080: a crash fails the open calls at once and the server is back at once")
    void aCrashAnswersOpenCallsAndRestarts() throws Exception {
        lab.create("server", "crashes", ServerLab.scripted());
        String pid = lab.call("crashes", "pid", "{}");
        String name = lab.instance("crashes").name();
        List<CompletableFuture<String>> open = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            open.add(async("crashes", "sleep", "{\"millis\":60000}"));
        }
        CompletableFuture<String> crash = async("crashes", "crash", "{}");

        for (CompletableFuture<String> call : open) {
            assertThat(call.handle((_, failure) -> failure).get(5, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(McpException.class)
                    .hasMessageContaining("crashes");
        }
        assertThat(crash.handle((_, failure) -> failure).get(5, TimeUnit.SECONDS)).isNotNull();
        assertThat(lab.call("crashes", "pid", "{}")).isNotEqualTo(pid);
        await().untilAsserted(() -> {
            assertThat(lab.instance("crashes").name()).isEqualTo(name);
            assertThat(lab.instance("crashes").status().restarts()).isEqualTo(1);
            assertThat(lab.instance("crashes").status().lastExitCode()).isEqualTo(3);
            assertThat(reasons("crashes")).contains("Started", "Crashed");
        });
    }

    @Test
    @DisplayName("M-088: back-off doubles from 10 s to 5 min, shows, and is over after 10 good min")
    void crashesInARowWaitLongerAndLonger() throws Exception {
        Path broken = directory.resolve("broken");
        Files.createFile(broken);
        lab.create("server", "loops", ServerLab.scripted("--crash-while", broken.toString()));

        for (int seconds : List.of(10, 20, 40, 80, 160, 300, 300)) {
            lab.awaitState("loops", InstanceState.CRASH_LOOP_BACK_OFF);
            await().until(() -> time.isSleeping(Duration.ofSeconds(seconds)));
            if (seconds == 300) {
                Files.deleteIfExists(broken);
            }
            assertThatThrownBy(() -> lab.call("loops", "pid", "{}"))
                    .isInstanceOf(McpException.class)
                    .hasMessageContaining("server \"loops\" is not running (CrashLoopBackOff)")
                    .hasMessageContaining("exited with code 7")
                    .hasMessageContaining(
                            "next start at "
                                    + time.now()
                                            .plusSeconds(seconds)
                                            .truncatedTo(ChronoUnit.SECONDS));
            await().untilAsserted(() ->
                    assertThat(lab.instance("loops").status().backOffUntil())
                            .isEqualTo(time.now().plusSeconds(seconds)));
            time.advance(Duration.ofSeconds(seconds));
            if (seconds == 300) {
                break;
            }
        }

        lab.awaitState("loops", InstanceState.RUNNING);
        assertThat(lab.database.events().of(ResourceKey.global("server", "loops")))
                .as("the same again counts up one event")
                .filteredOn(event -> event.reason().equals("BackOff"))
                .singleElement()
                .satisfies(event -> assertThat(event.count()).isEqualTo(6));
        time.advance(Duration.ofMinutes(10));
        Files.createFile(broken);
        crash("loops");
        lab.awaitState("loops", InstanceState.CRASH_LOOP_BACK_OFF);
        await().until(() -> time.isSleeping(Duration.ofSeconds(10)));
        Files.delete(broken);
    }

    @Test
    @DisplayName("M-079: arguments and variables replace the instance, a description does not")
    void onlyWhatMattersReplacesTheInstance() {
        ObjectNode spec = ServerLab.scripted();
        lab.create("server", "changes", spec);
        String first = lab.call("changes", "pid", "{}");

        lab.overwrite("server", "changes", spec.deepCopy().put("description", "other words"));
        String second = lab.call("changes", "pid", "{}");
        ObjectNode changed = spec.deepCopy();
        changed.putArray("env").addObject().put("name", "MOOD").put("value", "good");
        lab.overwrite("server", "changes", changed);
        await().until(() -> !lab.call("changes", "pid", "{}").equals(first));

        assertThat(second).isEqualTo(first);
        assertThat(lab.call("changes", "env", "{}")).contains("\"MOOD\":\"good\"");
        await().untilAsserted(() -> assertThat(ProcessHandle.of(Long.parseLong(first))).isEmpty());
    }

    @Test
    @DisplayName("M-052: a secret's new value replaces the instances of the servers that use it")
    void aSecretRollsTheServersThatReferToIt() {
        lab.create("secret", "keys", secret("one"));
        ObjectNode spec = ServerLab.scripted();
        spec.putArray("envFrom").addObject().putObject("secretRef").put("name", "keys");
        lab.create("server", "sealed", spec);
        lab.create("server", "open", ServerLab.scripted());
        String before = lab.call("sealed", "env", "{}");
        String bystander = lab.call("open", "pid", "{}");

        lab.overwrite("secret", "keys", secret("two"));

        assertThat(before).contains("\"KEY\":\"one\"");
        await().until(() -> lab.call("sealed", "env", "{}").contains("\"KEY\":\"two\""));
        assertThat(lab.call("open", "pid", "{}")).isEqualTo(bystander);
    }

    @Test
    void aMissingKeyIsNamedAndItsComingStartsTheServer() {
        lab.create("secret", "partial", secret("hush"));
        ObjectNode spec = ServerLab.scripted();
        ObjectNode entry = spec.putArray("env").addObject().put("name", "T");
        entry.putObject("valueFrom").putObject("secretRef").put("name", "partial").put("key", "X");
        lab.create("server", "partial", spec);

        await().untilAsserted(() -> {
            assertThat(lab.status("partial").path("state").asText()).isEqualTo("Pending");
            assertThat(lab.status("partial").path("message").asText())
                    .isEqualTo("secret \"partial\" has no key \"X\"");
        });
        ObjectNode mended = secret("hush");
        mended.withObject("/data").put("X", "here");
        lab.overwrite("secret", "partial", mended);

        lab.awaitState("partial", InstanceState.RUNNING);
        assertThat(lab.call("partial", "env", "{}")).contains("\"T\":\"here\"");
    }

    @Test
    void aCommandThatIsMissingIsNamed() {
        lab.create("server", "missing", JsonCodec.object().put("command", "nosuch-program"));

        await().untilAsserted(() -> {
            assertThat(lab.status("missing").path("state").asText()).isEqualTo("Pending");
            assertThat(lab.status("missing").path("message").asText())
                    .startsWith("command \"nosuch-program\" not found on PATH");
        });
        assertThatThrownBy(() -> lab.call("missing", "pid", "{}"))
                .hasMessageContaining("server \"missing\" is not running (Pending): command");
    }

    @Test
    @DisplayName("M-086: an instance that is deleted is ended and another takes its place")
    void aDeletedInstanceIsReplaced() {
        lab.create("server", "restarts", ServerLab.scripted());
        String pid = lab.call("restarts", "pid", "{}");
        await().until(() -> !lab.database.instances().ofServer("restarts").isEmpty());
        String name = lab.instance("restarts").name();

        lab.reconciler.restart(lab.instance("restarts").toResource(), "user:ada");

        await().until(() -> !lab.call("restarts", "pid", "{}").equals(pid));
        await().untilAsserted(() -> {
            assertThat(lab.database.instances().ofServer("restarts")).hasSize(1);
            assertThat(lab.instance("restarts").name()).isNotEqualTo(name);
        });
    }

    @Test
    @DisplayName("M-069, M-077: no replicas stop the server, deleting it stops it and its log goes")
    void aServerIsStoppedAndDeleted() throws Exception {
        lab.create("server", "leaves", ServerLab.scripted());
        String pid = lab.call("leaves", "pid", "{}");

        lab.overwrite("server", "leaves", ServerLab.scripted().put("replicas", 0));

        await().until(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
        await().untilAsserted(() -> {
            assertThat(lab.status("leaves").path("state").asText()).isEqualTo("Stopped");
            assertThat(lab.database.instances().ofServer("leaves")).isEmpty();
        });
        assertThatThrownBy(() -> lab.call("leaves", "pid", "{}"))
                .hasMessageContaining("is not running (Stopped)");
        lab.overwrite("server", "leaves", ServerLab.scripted());
        String again = lab.call("leaves", "pid", "{}");

        lab.delete("server", "leaves");

        await().until(() -> ProcessHandle.of(Long.parseLong(again)).isEmpty());
        await().until(() -> lab.reconciler.presence("leaves").isEmpty());
        await().until(() -> !Files.exists(directory.resolve("logs/leaves")));
        await().until(() -> lab.database.instances().ofServer("leaves").isEmpty());
    }

    @Test
    @DisplayName(
            "M-082: a server's ping is answered, a question that its caller cannot be asked is refused")
    void aServersOwnRequestsAreAnswered() {
        lab.create("server", "asks", ServerLab.scripted());

        assertThat(lab.call("asks", "ask", "{\"method\":\"ping\"}")).isEqualTo("{\"result\":{}}");
        assertThat(lab.call("asks", "ask", "{\"method\":\"sampling/createMessage\"}"))
                .contains("-32602");
    }

    @Test
    void whatAServerSaysIsInItsLog() throws Exception {
        lab.create("server", "talks", ServerLab.scripted());
        String _ = lab.call("talks", "say", "{\"text\":\"word\",\"lines\":3}");

        List<String> lines = new ArrayList<>();
        await().until(() -> {
            lines.clear();
            lab.processes.logs.read("talks", LogQuery.last(2), lines::add);
            return lines.equals(List.of("word 1", "word 2"));
        });
        assertThat(lab.reconciler.lastLogLines(lab.instance("talks").toResource(), 1))
                .containsExactly("word 2");
    }

    @Test
    void aServerThatRunsQuietlyWritesNothing() {
        lab.create("server", "quiet", ServerLab.scripted());
        lab.awaitHealth("quiet", Health.HEALTHY);
        await().until(() -> lab.status("quiet").path("health").asText().equals("healthy"));
        await().until(() -> time.isSleeping(Duration.ofSeconds(60)));
        long position = lab.database.feed().position();

        for (int i = 0; i < 3; i++) {
            time.advance(Duration.ofSeconds(60));
            await().until(() -> time.isSleeping(Duration.ofSeconds(60)));
        }

        assertThat(lab.database.feed().read(position, 1_000))
                .filteredOn(change -> change.key().name().startsWith("quiet"))
                .filteredOn(change -> change.op() == ChangeOp.STATUS)
                .isEmpty();
    }

    private static void crash(String server) {
        assertThatThrownBy(() -> lab.call(server, "crash", "{}")).isInstanceOf(McpException.class);
    }

    private static List<String> reasons(String server) {
        return lab.database.events().of(ResourceKey.global("server", server)).stream()
                .map(Event::reason)
                .toList();
    }

    private static ObjectNode secret(String value) {
        ObjectNode spec = JsonCodec.object();
        spec.set("data", JsonCodec.object(Map.of("KEY", value)));
        return spec;
    }

    private static CompletableFuture<String> async(String server, String tool, String arguments) {
        return CompletableFuture.supplyAsync(
                () -> lab.call(server, tool, arguments), task -> Thread.ofVirtual().start(task));
    }
}
