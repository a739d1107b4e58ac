package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;

import dev.mcpctl.api.server.Listening;
import dev.mcpctl.daemon.runtime.Channel;
import dev.mcpctl.daemon.runtime.StartFailure;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Where a container that runs can be dialled. */
final class ContainerAddress {
    private static final String UNREACHABLE = "AddressUnreachable";

    private ContainerAddress() {}

    /** Throws where no address of any container means something out here. */
    static void require(Engine engine) throws StartFailure {
        if (engine.isRootless()) {
            throw new StartFailure(
                    UNREACHABLE,
                    "the container engine at "
                            + engine.address()
                            + " runs without root, and gives containers no address that mcpd can"
                            + " reach; transport STDIO works there");
        }
    }

    static Channel.Address of(Engine engine, String container, Listening listening)
            throws StartFailure {
        InspectContainerResponse known = engine.client().inspectContainerCmd(container).exec();
        String host =
                known.getNetworkSettings().getNetworks().values().stream()
                        .flatMap(ContainerAddress::addresses)
                        .findFirst()
                        .orElseThrow(() ->
                                new StartFailure(
                                        UNREACHABLE,
                                        "the container has no address that mcpd can reach;"
                                                + " transport STDIO works there"));
        return new Channel.Address(
                URI.create("http://" + host + ":" + listening.port() + listening.path()), Map.of());
    }

    private static Stream<String> addresses(ContainerNetwork network) {
        String four = Objects.requireNonNullElse(network.getIpAddress(), "");
        String six = Objects.requireNonNullElse(network.getGlobalIPv6Address(), "");
        return Stream.of(four, six.isEmpty() ? "" : "[" + six + "]")
                .filter(address -> !address.isEmpty());
    }
}
