package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.exchange.LogLevel;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Dialects;
import dev.mcpctl.mcp.wire.MetaKeys;
import dev.mcpctl.mcp.wire.Revision;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * What an endpoint emits for one request, on its way to the client: only what was asked for,
 * progress under the client's own token and only forward, nothing once the request is answered.
 */
final class RequestStream implements Consumer<Notification> {
    private final RequestMeta meta;
    private final @Nullable Json progressToken;
    private final Revision revision;
    private final Consumer<Notification> out;
    private double progress = Double.NEGATIVE_INFINITY; // guarded by this
    private boolean isFinished; // guarded by this

    /**
     * @param out called one at a time; must not block
     */
    RequestStream(
            RequestMeta meta,
            @Nullable Json progressToken,
            Revision revision,
            Consumer<Notification> out) {
        this.meta = meta;
        this.progressToken = progressToken;
        this.revision = revision;
        this.out = out;
    }

    @Override
    public synchronized void accept(Notification notification) {
        if (isFinished) {
            return;
        }
        switch (notification.method()) {
            case Methods.PROGRESS -> progress(notification);
            case Methods.LOG_MESSAGE -> log(notification);
            default -> {} // anything else does not belong on a request's stream
        }
    }

    private void progress(Notification notification) {
        Json token = progressToken;
        double now =
                notification
                        .params()
                        .get("progress")
                        .filter(Json::isNumber)
                        .map(json -> json.tree().doubleValue())
                        .orElse(Double.NaN);
        if (token != null && now > progress) {
            progress = now;
            Json params = notification.params().with(MetaKeys.PROGRESS_TOKEN, token);
            out.accept(Dialects.notification(revision, new Notification(Methods.PROGRESS, params)));
        }
    }

    private void log(Notification notification) {
        LogLevel wanted = meta.logLevel();
        boolean reaches =
                wanted != null
                        && notification
                                .params()
                                .text("level")
                                .flatMap(LogLevel::of)
                                .filter(level -> level.reaches(wanted))
                                .isPresent();
        if (reaches) {
            out.accept(notification);
        }
    }

    /** Once this returns nothing more goes out. */
    synchronized void finish() {
        isFinished = true;
    }
}
