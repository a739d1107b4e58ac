package dev.mcpctl.cli.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mcpctl.api.home.Home;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An MCP client at the two ends of a bridge that runs in this process. */
final class TestClient implements AutoCloseable {
    static final Limits LIMITS =
            new Limits(
                    16 << 20,
                    64,
                    4 << 20,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(50));

    private final Pipe in;
    private final Pipe out;
    private final BufferedReader answers;
    private final CompletableFuture<Void> bridge;

    private TestClient(Pipe in, Pipe out, CompletableFuture<Void> bridge) {
        this.in = in;
        this.out = out;
        this.bridge = bridge;
        this.answers =
                new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(out.source()), UTF_8),
                        1 << 16);
    }

    static TestClient of(Path home) throws IOException {
        return of(home, LIMITS, () -> {});
    }

    static TestClient of(Path home, Limits limits, Revival revival) throws IOException {
        Pipe in = Pipe.open();
        Pipe out = Pipe.open();
        String preamble = "{\"project\":\"demo\",\"build\":\"test\"}\n";
        Pump pump =
                new Pump(
                        in.source(),
                        new ClientOutput(Channels.newOutputStream(out.sink())),
                        () -> LocalConnection.open(new Home(home), preamble, limits.maxLineBytes()),
                        revival,
                        limits);
        CompletableFuture<Void> bridge =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                pump.run();
                            } catch (RefusedException e) {
                                throw new CompletionException(e);
                            }
                        },
                        work -> Thread.ofPlatform().name("bridge").start(work));
        return new TestClient(in, out, bridge);
    }

    void send(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
        while (bytes.hasRemaining()) {
            in.sink().write(bytes);
        }
    }

    String read() throws IOException {
        return answers.readLine();
    }

    void endInput() throws IOException {
        in.sink().close();
    }

    /** Waits until the bridge ends. */
    void awaitEnd() throws Exception {
        try {
            bridge.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new AssertionError("the bridge did not end", e);
        }
    }

    @Override
    public void close() throws IOException {
        in.sink().close();
        out.source().close();
    }
}
