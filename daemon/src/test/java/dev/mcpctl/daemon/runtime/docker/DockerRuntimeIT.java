package dev.mcpctl.daemon.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.server.Confinement;
import dev.mcpctl.api.server.ContainerSpec;
import dev.mcpctl.api.server.Limits;
import dev.mcpctl.api.server.Listening;
import dev.mcpctl.api.server.Mount;
import dev.mcpctl.api.server.PullPolicy;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.api.server.Transport;
import dev.mcpctl.daemon.runtime.Channel;
import dev.mcpctl.daemon.runtime.Exit;
import dev.mcpctl.daemon.runtime.InstanceLogs;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.ProcessLab;
import dev.mcpctl.daemon.runtime.ProcessMarks;
import dev.mcpctl.daemon.runtime.RunningInstance;
import dev.mcpctl.daemon.runtime.StartFailure;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The same promises of Docker and of Podman. */
@ParameterizedClass
@EnumSource(TestEngine.class)
class DockerRuntimeIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TestEngine which;
    @TempDir Path directory;
    private final String installation = UUID.randomUUID().toString();
    private final List<RunningInstance> started = new ArrayList<>();
    private final List<DockerRuntime> runtimes = new ArrayList<>();
    private Engine engine;
    private InstanceLogs logs;
    private DockerRuntime runtime;

    DockerRuntimeIT(TestEngine which) {
        this.which = which;
    }

    @BeforeEach
    void makeRuntime() throws Exception {
        engine = which.require();
        logs = new InstanceLogs(directory.resolve("logs"), Clock.systemUTC());
        runtime = runtime(installation, "node");
    }

    @AfterEach
    void stopAll() {
        started.forEach(RunningInstance::stop);
        runtimes.forEach(DockerRuntime::close);
        if (engine != null) {
            removeVolumes();
        }
    }

    @Test
    @DisplayName("M-080, M-081: a stdio server is its container's first process")
    void aStdioServerAnswersOverItsContainersStreams() throws Exception {
        RunningInstance running = start(scripted("talker"));

        JsonNode answer = ask(running, ProcessLab.call("echo", "{\"text\":\"héllo\"}"));

        assertThat(answer.at("/result/content/0/text").asText()).isEqualTo("héllo");
        await().untilAsserted(() ->
                assertThat(logs.last("talker", "talker-1", 10)).contains("started 1"));
    }

    @Test
    @DisplayName("M-008: no port, no root, no capability, nothing to write, nothing without end")
    void aContainerIsHeldTightly() throws Exception {
        RunningInstance running = start(scripted("held"));

        InspectContainerResponse seen = inspect(running);

        var host = seen.getHostConfig();
        assertThat(seen.getNetworkSettings().getPorts().getBindings()).isEmpty();
        assertThat(host.getPortBindings() == null || host.getPortBindings().getBindings().isEmpty())
                .isTrue();
        assertThat(seen.getConfig().getUser()).isEqualTo("65532:65532");
        assertThat(host.getPrivileged()).isFalse();
        assertThat(host.getReadonlyRootfs()).isTrue();
        assertThat(host.getMemory()).isEqualTo(512L << 20);
        assertThat(host.getPidsLimit()).isEqualTo(256);
        assertThat(host.getRestartPolicy().getName()).isIn("no", "");
        if (which == TestEngine.DOCKER) {
            assertThat(host.getCapDrop()).containsExactly(Capability.ALL);
            assertThat(host.getSecurityOpts()).contains("no-new-privileges");
            assertThat(host.getNanoCPUs()).isEqualTo(1_000_000_000L);
        }
        JsonNode status = ask(running, ProcessLab.call("read", "{\"path\":\"/proc/self/status\"}"));
        assertThat(status.at("/result/content/0/text").asText())
                .contains("CapEff:\t0000000000000000")
                .contains("CapBnd:\t0000000000000000")
                .contains("NoNewPrivs:\t1")
                .contains("Uid:\t65532\t65532")
                .contains("Gid:\t65532\t65532");
        assertThat(seen.getConfig().getEnv()).contains("HOME=/tmp");
    }

    @Test
    void whatIsRelaxedIsRelaxed() throws Exception {
        Path shown = Files.createDirectory(directory.resolve("shown"));
        Files.writeString(shown.resolve("file"), "from the machine");
        ContainerSpec relaxed =
                new ContainerSpec(
                        new Limits(64L << 20, 500_000_000L, 64),
                        new Confinement(false, "0", List.of("NET_RAW"), "none"),
                        List.of(new Mount(Mount.Type.BIND, shown.toString(), "/shown", true)));
        RunningInstance running = start(scripted("relaxed", relaxed, Map.of("A", "b")));

        InspectContainerResponse seen = inspect(running);

        assertThat(seen.getHostConfig().getMemory()).isEqualTo(64L << 20);
        assertThat(seen.getHostConfig().getReadonlyRootfs()).isFalse();
        assertThat(text(running, "read", "{\"path\":\"/proc/self/status\"}"))
                .contains("CapEff:\t0000000000002000")
                .contains("Uid:\t0\t0");
        assertThat(text(running, "read", "{\"path\":\"/shown/file\"}"))
                .isEqualTo("from the machine");
        assertThat(text(running, "env", "{}")).contains("\"A\":\"b\"");
    }

    @Test
    void aPathThatIsNotAllowedIsNotMounted() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/etc"));

        for (String source : List.of("/etc", link.toString(), directory + "/absent")) {
            ContainerSpec spec =
                    new ContainerSpec(
                            Limits.DEFAULT,
                            Confinement.DEFAULT,
                            List.of(new Mount(Mount.Type.BIND, source, "/x", false)));
            assertThatThrownBy(() -> start(scripted("peeping", spec, Map.of())))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("mount source " + source);
        }
    }

    @Test
    void aVolumeCanBeWrittenAndIsThisInstallationsOwn() throws Exception {
        ContainerSpec spec =
                new ContainerSpec(
                        Limits.DEFAULT,
                        Confinement.DEFAULT,
                        List.of(new Mount(Mount.Type.VOLUME, "data", "/data", false)));
        String volume = "mcpctl-" + installation.substring(0, 8) + "-data";
        RunningInstance first = start(scripted("writer", spec, Map.of()));
        assertThat(text(first, "write", "{\"path\":\"/data/x\",\"text\":\"kept\"}"))
                .isEqualTo("written");
        first.stop();

        RunningInstance second = start(scripted("reader", spec, Map.of()));

        assertThat(text(second, "read", "{\"path\":\"/data/x\"}")).isEqualTo("kept");
        assertThat(inspect(second).getMounts())
                .anySatisfy(mount -> assertThat(mount.getName()).isEqualTo(volume));
    }

    /** A second on a machine that has the time for it; the engine's own clearing up needs some. */
    @Test
    void anEndIsSeenSoon() throws Exception {
        RunningInstance killed = start(scripted("killed"));
        RunningInstance crashed = start(scripted("crashed"));

        engine.client().killContainerCmd(killed.handle()).withSignal("KILL").exec();
        send(crashed, ProcessLab.call("crash", "{\"code\":5}"));

        assertThat(exit(killed, Duration.ofSeconds(10))).isEqualTo(new Exit(137));
        assertThat(exit(crashed, Duration.ofSeconds(10))).isEqualTo(new Exit(5));
    }

    @Test
    void aContainerThatHadTooLittleMemorySaysSo() throws Exception {
        ContainerSpec small =
                new ContainerSpec(
                        new Limits(64L << 20, 1_000_000_000L, 64), Confinement.DEFAULT, List.of());
        String growing = "const all=[];setInterval(()=>all.push(Buffer.alloc(8e6,1)),5)";
        RunningInstance running =
                start(
                        image(
                                "grows",
                                Transport.STDIO,
                                Optional.empty(),
                                small,
                                List.of("-e", growing),
                                Map.of()));

        Exit exit = exit(running, Duration.ofSeconds(20));

        assertThat(exit.code()).isEqualTo(137);
        if (which == TestEngine.DOCKER) { // Podman 4 does not tell why
            assertThat(exit.text()).isEqualTo("was killed by signal 9: out of memory");
        }
    }

    @Test
    void stoppingLeavesNothing() throws Exception {
        RunningInstance heeding = start(scripted("heeding"));
        RunningInstance stubborn = start(scripted("stubborn", "--stubborn"));

        heeding.stop();
        stubborn.stop();
        stubborn.stop();

        assertThat(heeding.exit()).isCompletedWithValue(new Exit(0));
        assertThat(stubborn.exit()).isCompletedWithValue(new Exit(137));
        assertThat(containers(installation)).isEmpty();
    }

    @Test
    void stoppingLeavesNothingWhenItsThreadIsInterrupted() throws Exception {
        RunningInstance running = start(scripted("hurried"));

        Thread.currentThread().interrupt();
        running.stop();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(containers(installation)).isEmpty();
    }

    @Test
    @DisplayName("M-005: a server that serves HTTP is reached at its container's own address")
    void anHttpServerHasAnAddress() throws Exception {
        RunningInstance running = start(http("server", "/mcp?a=b"));

        URI uri = ((Channel.Address) running.channel()).uri();

        assertThat(uri.getPort()).isEqualTo(8080);
        assertThat(uri.getPath()).isEqualTo("/mcp");
        await().ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(get(uri).path("path").asText()).isEqualTo("/mcp?a=b"));
        assertThat(get(uri).path("uid").asInt()).isEqualTo(65532);
        await().untilAsserted(() ->
                assertThat(logs.last("server", "server-1", 10))
                        .contains("listening on 8080", "GET /mcp?a=b"));
        assertThatThrownBy(() -> post(uri.resolve("/crash"))).isInstanceOf(IOException.class);
        assertThat(exit(running, Duration.ofSeconds(1))).isEqualTo(new Exit(3));
    }

    @Test
    @DisplayName("of what an earlier mcpd left, stdio can only be ended, and HTTP goes on")
    void leftoversAreFound() throws Exception {
        RunningInstance stdio = start(scripted("piped"));
        RunningInstance http = start(http("served", "/mcp"));
        DockerRuntime next = runtime(installation, "node");

        List<RunningInstance> leftovers = next.leftovers();

        assertThat(leftovers)
                .extracting(RunningInstance::instance)
                .containsExactlyInAnyOrder("piped-1", "served-1");
        for (RunningInstance left : leftovers) {
            if (left.instance().equals("piped-1")) {
                assertThat(left.channel()).isEqualTo(new Channel.Lost());
                assertThat(left.fingerprint()).isEqualTo(stdio.fingerprint());
            } else {
                assertThat(left.channel()).isEqualTo(http.channel());
                assertThat(left.fingerprint()).isEqualTo(http("served", "/mcp").fingerprint());
            }
        }
        leftovers.forEach(RunningInstance::stop);
        assertThat(containers(installation)).isEmpty();
        assertThat(exit(http, Duration.ofSeconds(1)).isKnown()).isTrue();
    }

    @Test
    void twoInstallationsAndTwoNodesDoNotTouchEachOther() throws Exception {
        String elsewhere = UUID.randomUUID().toString();
        RunningInstance ours = start(scripted("ours"));

        assertThat(runtime(elsewhere, "node").leftovers()).isEmpty();
        assertThat(runtime(installation, "other").leftovers()).isEmpty();
        assertThat(ours.exit().toCompletableFuture()).isNotDone();
    }

    @Test
    @DisplayName("A-53: an image that cannot be had is said in the engine's words")
    void anImageThatIsNotThereSaysSo() {
        ServerSource.Image absent =
                new ServerSource.Image(
                        "localhost:1/no/such:1", null, Optional.of(PullPolicy.ALWAYS));
        ServerSource.Image never =
                new ServerSource.Image(
                        "localhost:1/no/such:1", null, Optional.of(PullPolicy.NEVER));
        InstanceStart start = scripted("absent");

        assertThat(runtime.isPrepared(start.from(absent))).isFalse();
        assertThatThrownBy(() -> runtime.prepare(start.from(absent)))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("cannot pull localhost:1/no/such:1: ")
                .hasMessageContaining("localhost:1")
                .extracting(failure -> ((StartFailure) failure).reason())
                .isEqualTo("ImagePullBackOff");
        assertThat(runtime.isPrepared(start.from(never))).isTrue();
        assertThatThrownBy(() -> runtime.start(start.from(never)))
                .hasMessage(
                        "image localhost:1/no/such:1 is not at the engine, and pullPolicy is Never");
    }

    @Test
    void aProgramThatTheImageLacksLeavesNoContainer() throws Exception {
        ServerSource.Image image =
                new ServerSource.Image(
                        TestEngine.NODE_IMAGE,
                        "nosuchprogram",
                        Optional.of(PullPolicy.IF_NOT_PRESENT));

        assertThatThrownBy(() -> start(scripted("lacking").from(image)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("nosuchprogram");
        assertThat(containers(installation)).isEmpty();
    }

    @Test
    @DisplayName("a package in a container needs an image that mcpd was told")
    void aPackageIsRefusedWithoutItsImage() {
        ServerSource.NpmPackage npm =
                new ServerSource.NpmPackage("some-package", "1.0.0", null, List.of());

        assertThat(runtime.takesPackages()).isFalse();
        assertThat(runtime.refusal(npm)).get().asString().contains("MCPD_NPM_IMAGE");
        assertThat(runtime.refusal(scripted("any").source())).isEmpty();
        assertThatThrownBy(() -> start(scripted("packaged").from(npm)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("MCPD_NPM_IMAGE");
    }

    @Test
    void noEngineIsSaidWithWhatWasTried() {
        DockerRuntime without =
                runtime(
                        Map.of("DOCKER_HOST", "unix://" + directory + "/none.sock"),
                        installation,
                        "node");

        assertThat(without.isAvailable()).isFalse();
        assertThat(without.leftovers()).isEmpty();
        assertThatThrownBy(() -> without.start(scripted("waiting")))
                .hasMessageStartingWith("no container engine answers; start Docker or Podman")
                .hasMessageContaining(directory + "/none.sock");
    }

    private void removeVolumes() {
        engine.client()
                .listVolumesCmd()
                .withFilter("label", List.of("dev.mcpctl.installation=" + installation))
                .exec()
                .getVolumes()
                .forEach(volume -> engine.client().removeVolumeCmd(volume.getName()).exec());
    }

    private DockerRuntime runtime(String ofInstallation, String node) {
        return runtime(which.environment(), ofInstallation, node);
    }

    private DockerRuntime runtime(
            Map<String, String> environment, String ofInstallation, String node) {
        DockerRuntime made =
                new DockerRuntime(
                        new DockerRuntime.Settings(
                                environment,
                                Optional.of(PullPolicy.IF_NOT_PRESENT),
                                List.of(directory),
                                Optional.empty()),
                        new ProcessMarks(ofInstallation, node),
                        logs);
        runtimes.add(made);
        return made;
    }

    private RunningInstance start(InstanceStart start) throws Exception {
        if (!runtime.isPrepared(start)) {
            runtime.prepare(start);
        }
        RunningInstance running = runtime.start(start);
        started.add(running);
        return running;
    }

    private static InstanceStart scripted(String server, String... switches) {
        List<String> args = new ArrayList<>(List.of("/app/scripted-server.mjs"));
        args.addAll(List.of(switches));
        return image(
                server, Transport.STDIO, Optional.empty(), ContainerSpec.DEFAULT, args, Map.of());
    }

    private static InstanceStart scripted(
            String server, ContainerSpec container, Map<String, String> environment) {
        return image(
                server,
                Transport.STDIO,
                Optional.empty(),
                container,
                List.of("/app/scripted-server.mjs"),
                environment);
    }

    private static InstanceStart http(String server, String path) {
        return image(
                server,
                Transport.STREAMABLE_HTTP,
                Optional.of(new Listening(8080, path)),
                ContainerSpec.DEFAULT,
                List.of("/app/scripted-http-server.mjs"),
                Map.of("PORT", "8080", "HEEDS_TERM", "1"));
    }

    private static InstanceStart image(
            String server,
            Transport transport,
            Optional<Listening> listening,
            ContainerSpec container,
            List<String> args,
            Map<String, String> environment) {
        return new InstanceStart(
                server,
                server + "-1",
                "",
                new ServerSource.Image(TestEngine.NODE_IMAGE, null, Optional.empty()),
                transport,
                listening,
                container,
                args,
                environment,
                null,
                Map.of());
    }

    private static void send(RunningInstance running, String line) throws IOException {
        Channel.Stream stream = (Channel.Stream) running.channel();
        stream.toServer().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode ask(RunningInstance running, String line) throws IOException {
        return JsonCodec.read(ProcessLab.ask(running, line).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(RunningInstance running, String tool, String arguments)
            throws IOException {
        return ask(running, ProcessLab.call(tool, arguments)).at("/result/content/0/text").asText();
    }

    private static Exit exit(RunningInstance running, Duration within) throws Exception {
        return running.exit().toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    private InspectContainerResponse inspect(RunningInstance running) throws NotFoundException {
        return engine.client().inspectContainerCmd(running.handle()).exec();
    }

    private List<String> containers(String ofInstallation) {
        return engine
                .client()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of("dev.mcpctl.installation=" + ofInstallation))
                .exec()
                .stream()
                .map(container -> container.getId())
                .toList();
    }

    private static JsonNode get(URI uri) throws Exception {
        return JsonCodec.read(
                HTTP.send(
                                HttpRequest.newBuilder(uri).build(),
                                HttpResponse.BodyHandlers.ofByteArray())
                        .body());
    }

    private static void post(URI uri) throws Exception {
        HTTP.send(
                HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.discarding());
    }
}
