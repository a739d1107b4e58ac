package dev.mcpctl.daemon.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;

import dev.mcpctl.api.socket.EngineAddress;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An engine of this machine, and images on it that need no registry: the machine's own node with
 * the libraries it needs, and the scripts of our tests. There is no shell in them.
 */
public enum TestEngine {
    DOCKER("unix:///var/run/docker.sock"),
    PODMAN("unix:///run/podman/podman.sock");

    /** Runs any script of the tests, by its name in {@code /app/}. */
    public static final String NODE_IMAGE = "mcpctl-test/node:1";

    private static final String BUILD =
            """
            set -e
            R=$1; shift
            mkdir -p $R/tmp $R/etc $R/proc $R/sys $R/dev $R/app
            chmod 1777 $R/tmp
            b=$(readlink -f "$(command -v node)"); install -D "$b" $R/usr/bin/node
            for l in $(ldd "$b" | grep -oE '/[^ ]+\\.so[^ ]*'); do
              [ -e "$R$l" ] || install -D "$(readlink -f "$l")" "$R$l"; done
            echo 'nonroot:x:65532:65532::/app:/sbin/nologin' > $R/etc/passwd
            echo 'nonroot:x:65532:' > $R/etc/group
            cp "$@" $R/app/
            chmod -R a+rX $R
            tar -C $R --owner=0 --group=0 -cf $R.tar .
            """;

    /** Open for as long as tests run; guarded by the class. */
    private static final Map<TestEngine, Engine> KNOWN = new EnumMap<>(TestEngine.class);

    private final String uri;

    TestEngine(String uri) {
        this.uri = uri;
    }

    private EngineAddress address() {
        return new EngineAddress(URI.create(uri));
    }

    public String host() {
        return uri;
    }

    public Map<String, String> environment() {
        return Map.of("DOCKER_HOST", host());
    }

    /** Skips the test, by name, where the engine does not run; makes the image where it does. */
    public Engine require() throws Exception {
        synchronized (TestEngine.class) {
            Engine engine = KNOWN.get(this);
            if (engine == null || !engine.answers()) {
                try {
                    engine = Engine.connect(address(), Map.of());
                } catch (IOException e) {
                    assumeTrue(false, "no engine at " + uri + ": " + e.getMessage());
                    throw e;
                }
                makeImage(engine.client());
                KNOWN.put(this, engine);
            }
            return engine;
        }
    }

    /** As {@code kill -9} of its first process does. */
    public void kill(String container) throws Exception {
        require().client().killContainerCmd(container).withSignal("KILL").exec();
    }

    /** Their ids as mcpd shows them, whatever state they are in. */
    public List<String> containers(String installation) throws Exception {
        return require()
                .client()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of("dev.mcpctl.installation=" + installation))
                .exec()
                .stream()
                .map(container -> container.getId().substring(0, 12))
                .toList();
    }

    private void makeImage(DockerClient client) throws Exception {
        String[] image = NODE_IMAGE.split(":", 2);
        List<Path> scripts = scripts();
        String wanted = fingerprint(scripts);
        try {
            var config = client.inspectImageCmd(NODE_IMAGE).exec().getConfig();
            if (config != null
                    && config.getEnv() != null
                    && List.of(config.getEnv()).contains("SCRIPTS=" + wanted)) {
                return;
            }
        } catch (NotFoundException e) {
            // made below
        }
        Path root = Files.createTempDirectory("node-image");
        try {
            run(
                    Stream.concat(
                                    Stream.of("sh", "-c", BUILD, "build", root.toString()),
                                    scripts.stream().map(Path::toString))
                            .toList());
            importTar(
                    Path.of(root + ".tar"),
                    // Podman heeds no tag beside an archive.
                    this == PODMAN ? "repo=" + NODE_IMAGE : "repo=" + image[0] + "&tag=" + image[1],
                    List.of(
                            "ENTRYPOINT [\"/usr/bin/node\"]",
                            "CMD [\"/app/scripted-server.mjs\"]",
                            "WORKDIR /app",
                            "ENV SCRIPTS=" + wanted));
        } finally {
            run(List.of("rm", "-rf", root.toString(), root + ".tar"));
        }
        client.inspectImageCmd(NODE_IMAGE).exec();
    }

    private void importTar(Path tar, String name, List<String> changes) throws IOException {
        StringBuilder query = new StringBuilder("fromSrc=-&").append(name);
        for (String change : changes) {
            query.append("&changes=").append(URLEncoder.encode(change, StandardCharsets.UTF_8));
        }
        try (SocketChannel channel = address().connect();
                OutputStream out = Channels.newOutputStream(channel)) {
            String head =
                    "POST /v1.41/images/create?"
                            + query
                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Content-Type: application/x-tar\r\nContent-Length: "
                            + Files.size(tar)
                            + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            Files.copy(tar, out);
            String answer =
                    new String(
                            Channels.newInputStream(channel).readAllBytes(),
                            StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200");
        }
    }

    private static List<Path> scripts() throws Exception {
        Path directory =
                Path.of(TestEngine.class.getResource("/scripted-server.mjs").toURI()).getParent();
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".mjs")).sorted().toList();
        }
    }

    private static String fingerprint(List<Path> scripts) throws IOException {
        int hash = 0;
        for (Path script : scripts) {
            hash = 31 * hash + Files.readString(script).hashCode();
        }
        return Integer.toHexString(hash);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
