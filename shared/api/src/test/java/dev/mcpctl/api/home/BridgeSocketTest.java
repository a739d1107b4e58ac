package dev.mcpctl.api.home;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class BridgeSocketTest {
    @TempDir Path directory;

    @Test
    void aShortPathIsUsedAsItIs() {
        Home home = new Home(directory.resolve("home")).create();

        Path socket = BridgeSocket.toBind(home, Map.of());

        assertThat(socket).isEqualTo(home.run().resolve("mcplocal.sock"));
        assertThat(BridgeSocket.toConnect(home)).isEqualTo(socket);
    }

    @Test
    void aLongPathMovesAndIsRecordedAndStays() throws IOException {
        Home home = new Home(directory.resolve("h".repeat(120))).create();
        Path runtime = Files.createDirectory(directory.resolve("rt"));
        Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", runtime.toString());

        Path socket = BridgeSocket.toBind(home, environment);

        assertThat(socket.toString().length()).isLessThanOrEqualTo(100);
        assertThat(socket.toString()).startsWith(runtime.toString());
        assertThat(HomeTest.mode(AtomicFile.directoryOf(socket))).isEqualTo("rwx------");
        assertThat(BridgeSocket.toConnect(home)).isEqualTo(socket);
        assertThat(BridgeSocket.toBind(home, environment)).isEqualTo(socket);
    }

    @Test
    void aRecordedDirectoryThatOthersMayEnterIsNotUsedAgain() throws IOException {
        Home home = new Home(directory.resolve("h".repeat(120))).create();
        Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", directory.toString());
        Path socket = BridgeSocket.toBind(home, environment);
        HomeTest.chmod(AtomicFile.directoryOf(socket), "rwxrwxrwx");

        assertThat(BridgeSocket.toBind(home, environment)).isNotEqualTo(socket);
    }
}
