package dev.mcpctl.daemon.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.socket.EngineAddress;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class PodmanWaitIT {
    @TempDir Path directory;

    @Test
    @DisplayName("a wait at Podman says how often to look, which else takes a core for each")
    void aWaitSaysHowOftenToLook() throws Exception {
        Path socket = directory.resolve("podman.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            CompletableFuture<Boolean> over =
                    CompletableFuture.supplyAsync(() ->
                            PodmanWait.untilOver(
                                    new EngineAddress(URI.create("unix://" + socket)), "ab"));
            try (SocketChannel podman = server.accept()) {
                BufferedReader request =
                        new BufferedReader(
                                new InputStreamReader(
                                        Channels.newInputStream(podman),
                                        StandardCharsets.US_ASCII));

                assertThat(request.readLine())
                        .startsWith("POST /v4.0.0/libpod/containers/ab/wait?")
                        .contains("interval=");

                podman.write(
                        ByteBuffer.wrap(
                                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII)));
                assertThat(over).isNotDone();
                podman.write(ByteBuffer.wrap("137\n".getBytes(StandardCharsets.US_ASCII)));
            }
            assertThat(over.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
