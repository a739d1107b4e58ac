package dev.mcpctl.api.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

final class TcpTableTest {
    @Test
    void whoListensIsFoundByItsPort() throws IOException {
        try (ServerSocket socket = loopback()) {
            assertThat(TcpTable.listenerOn(socket.getLocalPort()))
                    .contains("java (pid " + ProcessHandle.current().pid() + ")");
        }
    }

    @Test
    void nobodyListensOnAPortThatWasLetGo() throws IOException {
        int port;
        try (ServerSocket socket = loopback()) {
            port = socket.getLocalPort();
        }

        assertThat(TcpTable.listenerOn(port)).isEmpty();
    }

    @Test
    void theOtherEndOfAConnectionIsSomebodys() throws IOException {
        try (ServerSocket listening = loopback();
                Socket client = new Socket(listening.getInetAddress(), listening.getLocalPort());
                Socket accepted = listening.accept()) {
            int self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");

            assertThat(
                            TcpTable.ownerOf(
                                    (InetSocketAddress) client.getLocalSocketAddress(),
                                    (InetSocketAddress) accepted.getLocalSocketAddress()))
                    .contains(self);
            assertThat(
                            TcpTable.ownerOf(
                                    (InetSocketAddress) client.getLocalSocketAddress(),
                                    new InetSocketAddress(accepted.getLocalAddress(), 1)))
                    .isEmpty();
        }
    }

    private static ServerSocket loopback() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
