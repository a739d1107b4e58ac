package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.server.Listening;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;

/** Where a process on this machine serves HTTP. */
final class LocalPort {
    private static final String HOST = "127.0.0.1";

    private LocalPort() {}

    static Channel.Address address(Listening listening) {
        return new Channel.Address(
                URI.create("http://" + HOST + ":" + listening.port() + listening.path()), Map.of());
    }

    /**
     * Whatever else listens there would be taken for the server.
     *
     * @throws StartFailure when the port is taken
     */
    static void requireFree(Listening listening) throws StartFailure {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections of an earlier run may linger
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), listening.port()));
        } catch (IOException e) {
            throw new StartFailure(
                    "PortTaken",
                    "port "
                            + listening.port()
                            + " of this machine, the server's containerPort, cannot be used: "
                            + e.getMessage(),
                    e);
        }
    }
}
