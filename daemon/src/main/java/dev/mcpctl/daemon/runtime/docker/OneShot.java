package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;

import dev.mcpctl.daemon.runtime.Exit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A container that runs once, to its end, and of which nothing is left but what it printed. */
final class OneShot {
    private static final Duration OUTPUT_PATIENCE = Duration.ofSeconds(2);

    private final Engine engine;
    private final String container;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final Printed out = new Printed();
    private final Printed errors = new Printed();

    private OneShot(Engine engine, String container) {
        this.engine = engine;
        this.container = container;
    }

    /**
     * What came of it.
     *
     * @param isInTime whether it ended by itself; else it was ended, and its exit means nothing
     */
    record Outcome(boolean isInTime, Exit exit, String out, String errors) {}

    /**
     * Runs it. An interrupt ends it.
     *
     * @param containers has it meanwhile
     * @throws IOException when it could not be started
     */
    static Outcome run(
            Engine engine, CreateContainerCmd create, ContainersInUse containers, Duration limit)
            throws IOException, InterruptedException {
        String container = Undisturbed.run("create-one-shot", () -> create.exec().getId());
        containers.add(container);
        try {
            return new OneShot(engine, container).run(limit);
        } finally {
            boolean _ =
                    Undisturbed.run(
                            "remove-one-shot",
                            () -> {
                                containers.over(container, ContainerEnd.remove(engine, container));
                                return true;
                            });
        }
    }

    private Outcome run(Duration limit) throws IOException, InterruptedException {
        try (Attachment attachment = Attachment.open(engine.address(), container, false)) {
            Thread reader =
                    Thread.ofVirtual()
                            .name("output-" + container)
                            .start(() -> read(attachment.frames()));
            engine.client().startContainerCmd(container).exec();
            ContainerWatch.begin(engine, container, exit);
            boolean isInTime = hasEnded(limit);
            if (!isInTime) {
                boolean _ =
                        ContainerEnd.signal(engine, container, "KILL") && hasEnded(OUTPUT_PATIENCE);
            }
            boolean _ = reader.join(OUTPUT_PATIENCE);
            Exit ended = exit.getNow(Exit.lost("the container engine does not say how it ended"));
            return new Outcome(isInTime, ended, out.text(), errors.text());
        }
    }

    private boolean hasEnded(Duration within) throws InterruptedException {
        try {
            exit.get(within.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end was not observed", e.getCause());
        }
    }

    /** Of frames as {@link FrameReader} knows them. */
    private void read(InputStream from) {
        DataInputStream frames = new DataInputStream(from);
        try {
            while (true) {
                boolean isError = frames.readInt() >>> 24 == FrameReader.STDERR;
                int length = frames.readInt();
                (isError ? errors : out).add(frames.readNBytes(length));
            }
        } catch (IOException e) {
            ContainerEnd.outputEnded(engine, container, exit);
        }
    }

    /** The end of what was printed. */
    private static final class Printed {
        private static final int MAX_BYTES = 256 * 1024;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // guarded by this

        synchronized void add(byte[] more) {
            if (bytes.size() > MAX_BYTES) {
                bytes.reset();
            }
            bytes.writeBytes(more);
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
