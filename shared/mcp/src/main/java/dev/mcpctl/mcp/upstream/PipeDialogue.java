package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.Revision;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The first words with a server on one stream, until its era is known. Owned by the dialling
 * thread.
 */
final class PipeDialogue implements AutoCloseable {
    private final String server;
    private final UpstreamSettings settings;
    private final Connection.Events events;
    private final Carrier carrier;
    private final MessagePipe pipe;
    private final StatelessForm stateless;
    private volatile @Nullable PipeConnection connection;
    private boolean hasEnded;

    PipeDialogue(
            String server, Carrier carrier, UpstreamSettings settings, Connection.Events events) {
        this.server = server;
        this.settings = settings;
        this.events = events;
        this.carrier = carrier;
        this.stateless =
                new StatelessForm(server, settings.clientInfo(), StatelessForm.Peer.FOREIGN);
        this.pipe = new MessagePipe(server, carrier, this::told, this::lost);
    }

    private void told(Notification notification) {
        PipeConnection known = connection;
        if (known != null) {
            known.told(notification);
        }
    }

    private void lost() {
        if (connection != null) {
            events.lost();
        }
    }

    /** Whether the server was the one to end it. */
    boolean hasEnded() {
        return hasEnded;
    }

    /**
     * Finds the era out.
     *
     * @throws McpException when neither is spoken, or the server is gone
     */
    Connection probe(Deadline deadline) {
        Pending probe =
                pipe.send(
                        Methods.DISCOVER,
                        _ -> stateless.ownParams(Json.object()),
                        RequestMeta.none(),
                        _ -> {});
        Optional<Response> answer = first(deadline, settings.probeSilence(), probe.answer());
        if (answer.isPresent()) {
            return verdict(answer.get()).orElseGet(() -> initialize(deadline));
        }
        // Silence is a legacy server that ignores what it does not know, or any server that starts
        // slowly. The first one to be
        // answered decides; the probe still stands.
        Pending initialize = sendInitialize();
        Response earlier =
                first(deadline, settings.connectTimeout(), probe.answer(), initialize.answer())
                        .orElseThrow(this::silent);
        Optional<Connection> modern =
                probe.isDone() ? verdict(probe.answer().getNow(earlier)) : Optional.empty();
        return modern.orElseGet(() -> finish(initialize, deadline));
    }

    /** A handshake without a probe. */
    Connection initialize(Deadline deadline) {
        return finish(sendInitialize(), deadline);
    }

    private Pending sendInitialize() {
        return pipe.send(
                Methods.INITIALIZE,
                _ -> LegacyForm.initializeParams(settings.clientInfo()),
                RequestMeta.none(),
                _ -> {});
    }

    private Connection finish(Pending initialize, Deadline deadline) {
        Response answer =
                first(deadline, settings.connectTimeout(), initialize.answer())
                        .orElseThrow(this::silent);
        Discovery discovery = LegacyForm.discovery(server, answer);
        Connection made = established(new LegacyForm(server, discovery), discovery);
        carrier.negotiated(discovery.revision());
        pipe.notify(new Notification(Methods.INITIALIZED));
        return made;
    }

    private Connection established(EraForm form, Discovery discovery) {
        var made = new PipeConnection(server, settings, pipe, form, discovery, events);
        connection = made;
        return made;
    }

    /**
     * The modern connection, if this answer to the probe is a modern server's; nothing for a legacy
     * one's.
     */
    private Optional<Connection> verdict(Response probed) {
        return switch (probed) {
            case Success(RequestId _, Json result) ->
                    stateless.discovery(result).map(discovery -> established(stateless, discovery));
            case Failure(RequestId _, JsonRpcError error) -> {
                requireLegacy(server, error);
                yield Optional.empty();
            }
        };
    }

    /**
     * An error that only a modern server sends means that it speaks no revision of ours, unless it
     * lists one with a handshake. Every other error is a legacy server's, whatever its code.
     */
    static void requireLegacy(String server, JsonRpcError error) {
        if (error.code() != ErrorCodes.UNSUPPORTED_PROTOCOL_VERSION) {
            return;
        }
        var supported =
                error.detail()
                        .flatMap(data -> data.get("supported"))
                        .map(StatelessForm::texts)
                        .orElse(java.util.List.of());
        boolean hasLegacy =
                supported.stream()
                        .anyMatch(version ->
                                Revision.of(version)
                                        .filter(known -> !known.isModern())
                                        .isPresent());
        if (!hasLegacy && !supported.isEmpty()) {
            throw McpException.upstream(
                    server,
                    "server \"" + server + "\" speaks only " + String.join(", ", supported));
        }
    }

    private Optional<Response> first(
            Deadline deadline, Duration patience, CompletableFuture<?>... answers) {
        try {
            long wait = deadline.orAfter(patience).remaining().toNanos();
            return Optional.of(
                    (Response) CompletableFuture.anyOf(answers).get(wait, TimeUnit.NANOSECONDS));
        } catch (TimeoutException silence) {
            return Optional.empty();
        } catch (ExecutionException gone) {
            hasEnded = true;
            if (gone.getCause() instanceof McpException cause) {
                throw cause;
            }
            throw new IllegalStateException(gone.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw McpException.upstream(
                    server, "server \"" + server + "\" was not waited for: interrupted");
        }
    }

    private McpException silent() {
        return McpException.upstream(server, "server \"" + server + "\" did not answer in time");
    }

    @Override
    public void close() {
        pipe.close();
    }
}
