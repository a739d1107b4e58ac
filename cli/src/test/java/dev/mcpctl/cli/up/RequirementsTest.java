package dev.mcpctl.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.manifest.ManifestDocument;
import dev.mcpctl.api.manifest.ManifestReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class RequirementsTest {
    private static final List<ManifestDocument> IMAGE =
            ManifestReader.parse(
                    "x.yaml", "kind: server\nname: grafana\nimage: grafana/mcp-grafana:1\n");

    @TempDir private Path folder;

    private List<String> missing(List<ManifestDocument> documents) {
        return new Requirements(
                        Map.of(
                                "PATH",
                                folder.toString(),
                                "DOCKER_HOST",
                                "unix://" + folder.resolve("engine.sock")))
                .missing(documents);
    }

    @Test
    void anImageNeedsAnEngine() {
        assertThat(missing(IMAGE))
                .containsExactly(
                        "server \"grafana\" needs Docker or Podman, and no engine answers;"
                                + " start one, or set DOCKER_HOST");
    }

    @Test
    void anEngineThatListensWillDo() throws Exception {
        try (ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            engine.bind(UnixDomainSocketAddress.of(folder.resolve("engine.sock")));

            assertThat(missing(IMAGE)).isEmpty();
        }
    }

    @Test
    void whatRunsNothingNeedsNothing() {
        assertThat(
                        missing(
                                ManifestReader.parse(
                                        "x.yaml",
                                        "kind: server\nname: a\nimage: b:1\nreplicas: 0\n")))
                .isEmpty();
    }

    @Test
    void whatATemplateBringsIsForMcpdToCheck() {
        assertThat(
                        missing(
                                ManifestReader.parse(
                                        "x.yaml", "kind: server\nname: a\nfromTemplate: b\n")))
                .isEmpty();
    }

    @Test
    void aPackageThatGetsAContainerNeedsNeitherNodeNorNpm() throws Exception {
        List<ManifestDocument> either =
                ManifestReader.parse("x.yaml", "kind: server\nname: a\npackage: {name: b}\n");
        Path socket = folder.resolve("engine.sock");
        Map<String, String> environment =
                Map.of(
                        "PATH",
                        folder.toString(),
                        "DOCKER_HOST",
                        "unix://" + socket,
                        "MCPD_NPM_IMAGE",
                        "node:22");

        assertThat(new Requirements(environment).missing(either)).hasSize(2);
        try (ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            engine.bind(UnixDomainSocketAddress.of(socket));

            assertThat(new Requirements(environment).missing(either)).isEmpty();
            assertThat(missing(either)).hasSize(2);
        }
    }

    @Test
    void aPackageNeedsNodeAndNpm() {
        assertThat(
                        missing(
                                ManifestReader.parse(
                                        "x.yaml",
                                        "kind: server\nname: a\npackage: {name: b}\nruntime: process\n")))
                .hasSize(2)
                .allMatch(line -> line.startsWith("server \"a\" needs n"));
    }
}
