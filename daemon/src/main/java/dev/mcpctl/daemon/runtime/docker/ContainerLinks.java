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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Links containers to this program: their streams, their logs and their ends. Any thread. */
final class ContainerLinks {
    private static final Logger log = LoggerFactory.getLogger(ContainerLinks.class);

    private final InstanceLogs logs;
    private final ContainersInUse containers;

    /**
     * @param containers told of what ends
     */
    ContainerLinks(InstanceLogs logs, ContainersInUse containers) {
        this.logs = logs;
        this.containers = containers;
    }

    /** Whose container it is. */
    private record Known(Engine engine, String container, String server, String instance) {}

    /** Starts a container that was made. */
    RunningInstance start(Engine engine, InstanceStart start, String container, String digest)
            throws IOException, StartFailure {
        Known known = new Known(engine, container, start.server(), start.instance());
        boolean isStdio = start.listening().isEmpty();
        Streams streams = new Streams();
        CompletableFuture<Exit> exit = new CompletableFuture<>();
        Attachment attachment = Attachment.open(engine.address(), container, isStdio);
        streams.replace(attachment);
        RunLog log = null;
        try {
            log = logs.begin(start.server(), start.instance());
            FrameReader output = output(known, attachment, log, exit);
            engine.client().startContainerCmd(container).exec();
            Channel channel;
            if (isStdio) {
                ContainerWatch.begin(engine, container, exit);
                channel = new Channel.Stream(output, attachment.input(), true);
            } else {
                watch(known, streams, exit);
                copy(known, output);
                channel = ContainerAddress.of(engine, container, start.listening().get());
            }
            return new DockerInstance(
                    new DockerInstance.Identity(
                            start.instance(), container, start.fingerprint(), digest),
                    engine,
                    channel,
                    streams,
                    exit,
                    isGone -> containers.over(container, isGone));
        } catch (StartFailure | RuntimeException | IOException e) {
            streams.close();
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
        Known known = new Known(engine, id, Labels.server(own), Labels.instance(own));
        Channel channel = new Channel.Lost();
        Streams streams = new Streams();
        CompletableFuture<Exit> exit = new CompletableFuture<>();
        Optional<Listening> listening = Labels.listening(own);
        if (listening.isPresent() && "running".equals(container.getState())) {
            try {
                channel = ContainerAddress.of(engine, id, listening.get());
                attach(known, streams, exit);
            } catch (StartFailure | IOException | RuntimeException e) {
                log.atWarn()
                        .addKeyValue("container", id)
                        .log("cannot be used any more: {}", EngineWords.of(e));
                channel = new Channel.Lost();
            }
        }
        if (channel instanceof Channel.Address) {
            watch(known, streams, exit);
        } else {
            ContainerWatch.begin(engine, id, exit);
        }
        return new DockerInstance(
                new DockerInstance.Identity(
                        known.instance(), id, Labels.fingerprint(own), Labels.imageDigest(own)),
                engine,
                channel,
                streams,
                exit,
                isGone -> containers.over(id, isGone));
    }

    /** Of one that has an address: an engine that comes back tells of its log again. */
    private void watch(Known known, Streams streams, CompletableFuture<Exit> exit) {
        ContainerWatch.outliving(
                known.engine(),
                known.container(),
                exit,
                () -> {
                    try {
                        attach(known, streams, exit);
                    } catch (IOException | RuntimeException e) {
                        log.atWarn()
                                .addKeyValue("container", known.container())
                                .log("its log is not read any more: {}", EngineWords.of(e));
                    }
                });
    }

    /** Its log goes on from now. */
    private void attach(Known known, Streams streams, CompletableFuture<Exit> exit)
            throws IOException {
        Attachment attachment = Attachment.open(known.engine().address(), known.container(), false);
        streams.replace(attachment);
        copy(known, output(known, attachment, logs.resume(known.server(), known.instance()), exit));
    }

    private static FrameReader output(
            Known known, Attachment attachment, RunLog log, CompletableFuture<Exit> exit) {
        return new FrameReader(
                attachment.frames(),
                log,
                () -> ContainerEnd.outputEnded(known.engine(), known.container(), exit));
    }

    private static void copy(Known known, FrameReader output) {
        Thread.ofVirtual().name("log-" + known.instance()).start(output::copyToLog);
    }
}
