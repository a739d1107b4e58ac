package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.mcp.upstream.ReachableAddresses.Zone;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;

class ReachableAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, PUBLIC",
        "172.15.0.1, PUBLIC",
        "172.16.0.1, PRIVATE",
        "172.32.0.1, PUBLIC",
        "10.1.2.3, PRIVATE",
        "192.168.0.1, PRIVATE",
        "100.64.0.1, PRIVATE",
        "100.128.0.1, PUBLIC",
        "127.9.9.9, LOOPBACK",
        "169.254.169.254, NOWHERE",
        "0.0.0.0, NOWHERE",
        "224.0.0.1, NOWHERE",
        "255.255.255.255, NOWHERE",
        "2606:4700::1, PUBLIC",
        "::1, LOOPBACK",
        "::, NOWHERE",
        "fe80::1, NOWHERE",
        "fec0::1, PRIVATE",
        "fd12::1, PRIVATE",
        "ff02::1, NOWHERE",
        "::ffff:10.0.0.1, PRIVATE",
        "::10.0.0.1, PRIVATE",
        "64:ff9b::a9fe:a9fe, NOWHERE",
        "2002:7f00:1::, LOOPBACK"
    })
    @DisplayName("95. an address is where the address inside it is")
    void anAddressHasAZone(String address, Zone zone) throws IOException {
        assertThat(ReachableAddresses.zone(InetAddress.getByName(address))).isEqualTo(zone);
    }

    @Test
    void whereTheServerIsOthersMayBe() throws IOException {
        var there = new ReachableAddresses(URI.create("http://10.0.0.5:8080/mcp"));

        assertThat(there.of(URI.create("https://10.9.9.9/")).getHostAddress())
                .isEqualTo("10.9.9.9");
        assertThat(there.of(URI.create("http://10.0.0.5:9090/")).getHostAddress())
                .isEqualTo("10.0.0.5");
        assertThatThrownBy(() -> there.of(URI.create("http://10.9.9.9/")))
                .hasMessageContaining("expected https");
        assertThatThrownBy(() -> there.of(URI.create("http://127.0.0.1/")))
                .hasMessageContaining("is not a public address");
        assertThatThrownBy(() -> there.of(URI.create("https://user@8.8.8.8/")))
                .isInstanceOf(IOException.class);
    }
}
