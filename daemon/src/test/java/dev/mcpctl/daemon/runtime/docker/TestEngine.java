package dev.mcpctl.daemon.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerMount;

import dev.mcpctl.api.socket.EngineAddress;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An engine of this machine, and images on it that need no registry: the machine's own node with
 * the libraries it needs, and the scripts of our tests. There is no shell in them.
 */
public enum TestEngine {
    DOCKER("unix:///var/run/docker.sock"),
    PODMAN("unix:///run/podman/podman.sock");

    private static final List<String> CHANGES =
            List.of(
                    "ENTRYPOINT [\"/usr/bin/node\"]",
                    "CMD [\"/app/scripted-server.mjs\"]",
                    "WORKDIR /app");

    /**
     * Runs any script of the tests, by its name in {@code /app/}. Its tag says which scripts it
     * has, so that two checkouts on one engine do not take it from each other.
     */
    public static final String NODE_IMAGE = "mcpctl-test/node:" + fingerprint();

    /** Where a container of that image has a volume of its own. */
    private static final String SCRATCH = "/scratch";

    /** The same with npm. */
    private static final String NPM_IMAGE = "mcpctl-test/npm:" + fingerprint();

    private static final String BUILD =
            """
            set -e
            R=$1; npm=$2; shift 2
            program() { install -D "$(readlink -f "$1")" "$R$1"
              for l in $(ldd "$1" | grep -oE '/[^ ]+\\.so[^ ]*'); do
                [ -e "$R$l" ] || install -D "$(readlink -f "$l")" "$R$l"; done; }
            mkdir -p $R/tmp $R/etc $R/proc $R/sys $R/dev $R/app $R/scratch $R/usr/bin
            chmod 1777 $R/tmp
            b=$(readlink -f "$(command -v node)"); program "$b"
            [ "$b" = /usr/bin/node ] || ln -s "$b" $R/usr/bin/node
            if [ "$npm" = npm ]; then
              program /usr/bin/env
              cli=$(readlink -f "$(command -v npm)")
              modules=${cli%/npm/bin/npm-cli.js}
              mkdir -p "$R$modules"
              # Debian keeps what npm needs beside it.
              case $modules in /usr/share/nodejs) from=$modules/.;; *) from=$modules/npm;; esac
              cp -a "$from" "$R$modules/"
              ln -s "$cli" $R/usr/bin/npm
            fi
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
                makeImage(engine.client(), NODE_IMAGE);
                KNOWN.put(this, engine);
            }
            return engine;
        }
    }

    /** The image for packages, made when it is first asked for. */
    public String npmImage() throws Exception {
        synchronized (TestEngine.class) {
            makeImage(require().client(), NPM_IMAGE);
        }
        return NPM_IMAGE;
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

    /** The names of an installation's. */
    public List<String> volumes(String installation) throws Exception {
        return require()
                .client()
                .listVolumesCmd()
                .withFilter("label", List.of("dev.mcpctl.installation=" + installation))
                .exec()
                .getVolumes()
                .stream()
                .map(InspectVolumeResponse::getName)
                .toList();
    }

    /** The volumes of the containers of one server, whatever state they are in. */
    public Map<String, List<String>> volumesOf(String installation, String server)
            throws Exception {
        Map<String, List<String>> volumes = new HashMap<>();
        for (Container container :
                require()
                        .client()
                        .listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(
                                List.of(
                                        "dev.mcpctl.installation=" + installation,
                                        "dev.mcpctl.server=" + server))
                        .exec()) {
            volumes.put(
                    container.getId(),
                    container.getMounts().stream()
                            .map(ContainerMount::getName)
                            .filter(Objects::nonNull)
                            .toList());
        }
        return volumes;
    }

    /** The names of all volumes of the engine. */
    public List<String> volumes() throws Exception {
        return require().client().listVolumesCmd().exec().getVolumes().stream()
                .map(InspectVolumeResponse::getName)
                .toList();
    }

    public InspectContainerResponse inspect(String container) throws Exception {
        return require().client().inspectContainerCmd(container).exec();
    }

    /** Makes it anew with the labels it had, as if it had never been filled. */
    public void empty(String volume) throws Exception {
        DockerClient client = require().client();
        Map<String, String> labels = client.inspectVolumeCmd(volume).exec().getLabels();
        client.removeVolumeCmd(volume).exec();
        client.createVolumeCmd().withName(volume).withLabels(labels).exec();
    }

    private void makeImage(DockerClient client, String name) throws Exception {
        String[] image = name.split(":", 2);
        try {
            client.inspectImageCmd(name).exec();
            return;
        } catch (NotFoundException e) {
            // made below
        }
        Path root = Files.createTempDirectory("node-image");
        try {
            run(
                    Stream.concat(
                                    Stream.of(
                                            "sh",
                                            "-c",
                                            BUILD,
                                            "build",
                                            root.toString(),
                                            name.equals(NPM_IMAGE) ? "npm" : "node"),
                                    scripts().stream().map(Path::toString))
                            .toList());
            importTar(
                    Path.of(root + ".tar"),
                    // Podman heeds no tag beside an archive.
                    this == PODMAN ? "repo=" + name : "repo=" + image[0] + "&tag=" + image[1],
                    name.equals(NPM_IMAGE)
                            ? CHANGES
                            : Stream.concat(CHANGES.stream(), Stream.of("VOLUME " + SCRATCH))
                                    .toList());
        } finally {
            run(List.of("rm", "-rf", root.toString(), root + ".tar"));
        }
        client.inspectImageCmd(name).exec();
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

    private static List<Path> scripts() {
        try (Stream<Path> files =
                Files.list(
                        Path.of(TestEngine.class.getResource("/scripted-server.mjs").toURI())
                                .getParent())) {
            return files.filter(file -> file.toString().endsWith(".mjs")).sorted().toList();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String fingerprint() {
        int hash = List.of(BUILD, CHANGES).hashCode();
        try {
            for (Path script : scripts()) {
                hash = 31 * hash + Files.readString(script).hashCode();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
