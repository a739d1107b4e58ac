package dev.mcpctl.daemon.runtime.docker;

import com.github.dockerjava.api.model.Container;

import dev.mcpctl.api.server.Listening;
import dev.mcpctl.daemon.runtime.Channel;
import dev.mcpctl.daemon.runtime.Exit;
import dev.mcpctl.daemon.runtime.InstanceLogs;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.RunLog;
import dev.mcpctl.daemon.runtime.RunningInstance;
import dev.mcpctl.daemon.runtime.StartFailure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Links containers to this program: their streams, their logs and their ends. Any thread. */
final class ContainerLinks {
    private static final Logger log = LoggerFactory.getLogger(ContainerLinks.class);

    private final InstanceLogs logs;
    private final Consumer<String> removed;

    /**
     * @param removed told the id of a container of which nothing is left
     */
    ContainerLinks(InstanceLogs logs, Consumer<String> removed) {
        this.logs = logs;
        this.removed = removed;
    }

    /** Starts a container that was made. */
    RunningInstance start(Engine engine, InstanceStart start, String container, String digest)
            throws IOException, StartFailure {
        boolean isStdio = start.listening().isEmpty();
        Attachment attachment = Attachment.open(engine.address(), container, isStdio);
        RunLog log = null;
        try {
            log = logs.begin(start.server(), start.instance());
            CompletableFuture<Exit> exit = new CompletableFuture<>();
            FrameReader output =
                    new FrameReader(
                            attachment.frames(),
                            log,
                            () -> ContainerEnd.outputEnded(engine, container, exit));
            engine.client().startContainerCmd(container).exec();
            ContainerEnd.watch(engine, container, exit);
            Channel channel;
            if (isStdio) {
                channel = new Channel.Stream(output, attachment.input());
            } else {
                Thread.ofVirtual().name("log-" + start.instance()).start(output::copyToLog);
                channel = ContainerAddress.of(engine, container, start.listening().get());
            }
            return new DockerInstance(
                    new DockerInstance.Identity(
                            start.instance(), container, start.fingerprint(), digest),
                    engine,
                    channel,
                    attachment,
                    exit,
                    () -> removed.accept(container));
        } catch (StartFailure | RuntimeException | IOException e) {
            attachment.close();
            if (log != null) {
                log.close();
            }
            throw e;
        }
    }

    /** What an earlier mcpd started; one that has an address can go on being used. */
    RunningInstance leftover(Engine engine, Container container) {
        Map<String, String> own = container.getLabels();
        String id = container.getId();
        Channel channel = new Channel.Lost();
        Attachment attachment = null;
        CompletableFuture<Exit> exit = new CompletableFuture<>();
        ContainerEnd.watch(engine, id, exit);
        Optional<Listening> listening = Labels.listening(own);
        if (listening.isPresent() && "running".equals(container.getState())) {
            try {
                channel = ContainerAddress.of(engine, id, listening.get());
                attachment = logged(engine, id, own, exit);
            } catch (StartFailure | IOException | RuntimeException e) {
                log.atWarn()
                        .addKeyValue("container", id)
                        .log("cannot be used any more: {}", EngineWords.of(e));
                channel = new Channel.Lost();
            }
        }
        return new DockerInstance(
                new DockerInstance.Identity(
                        Labels.instance(own),
                        id,
                        Labels.fingerprint(own),
                        Objects.requireNonNullElse(container.getImageId(), "")),
                engine,
                channel,
                attachment,
                exit,
                () -> removed.accept(id));
    }

    /** Its log goes on from now. */
    private Attachment logged(
            Engine engine, String container, Map<String, String> own, CompletableFuture<Exit> exit)
            throws IOException {
        Attachment attachment = Attachment.open(engine.address(), container, false);
        RunLog log = logs.resume(Labels.server(own), Labels.instance(own));
        FrameReader output =
                new FrameReader(
                        attachment.frames(),
                        log,
                        () -> ContainerEnd.outputEnded(engine, container, exit));
        Thread.ofVirtual().name("log-" + Labels.instance(own)).start(output::copyToLog);
        return attachment;
    }
}
