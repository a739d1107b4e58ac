package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.Extensions;
import dev.mcpctl.mcp.wire.HeaderParam;
import dev.mcpctl.mcp.wire.HeaderValue;
import dev.mcpctl.mcp.wire.Revision;
import dev.mcpctl.mcp.wire.TaskForm;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A 2026-07-28 server over HTTP: nothing is kept between requests but what it said of itself. */
final class HttpModernConnection implements Connection {
    private static final Logger log = LoggerFactory.getLogger(HttpModernConnection.class);
    private static final long DISCOVERY_HOLDS_NANOS = Duration.ofSeconds(10).toNanos();

    private final HttpLink link;
    private final StatelessForm form;
    private final HeaderParamMemory headerParams;
    private final Events events;
    private volatile @Nullable Discovery discovered;
    private volatile long discoveredNanos;
    private volatile @Nullable HttpListen listen; // replaced by the watching thread
    private volatile boolean isOpen = true;
    private volatile boolean offersTasks;

    HttpModernConnection(
            HttpLink link, StatelessForm form, HeaderParamMemory headerParams, Events events) {
        this.link = link;
        this.form = form;
        this.headerParams = headerParams;
        this.events = events;
    }

    /** Asks again once what it knows has aged: there is no handshake that would bring news. */
    @Override
    public Discovery discovery(Deadline deadline) {
        Discovery known = discovered;
        if (known != null && System.nanoTime() - discoveredNanos < DISCOVERY_HOLDS_NANOS) {
            return known;
        }
        HttpLink.Answer answer = askDiscover(deadline);
        if (answer.response() instanceof Success(RequestId _, Json result)) {
            return discovered(
                    form.discovery(result)
                            .orElseThrow(() ->
                                    link.failure("does not speak " + Revision.MODERN.label())));
        }
        if (answer.response() instanceof Failure(RequestId _, JsonRpcError error)) {
            throw new McpException(
                    error.code() == ErrorCodes.INTERNAL_ERROR
                            ? error
                            : link.failure("does not say what it offers: " + error.message())
                                    .error());
        }
        throw link.refusal(answer.status());
    }

    /** Takes note of what the server said of itself just now. */
    Discovery discovered(Discovery now) {
        discoveredNanos = System.nanoTime();
        discovered = now;
        offersTasks = now.offers(Extensions.TASKS);
        return now;
    }

    /** Our other half waits for tasks itself, where its client does not. */
    @Override
    public boolean offersTasks() {
        return offersTasks && form.peer() == StatelessForm.Peer.FOREIGN;
    }

    HttpLink.Answer askDiscover(Deadline deadline) {
        var request =
                new Request(
                        RequestId.of(link.nextId()),
                        Methods.DISCOVER,
                        form.ownParams(Json.object()));
        return link.ask(
                request, headers(Methods.DISCOVER), deadline, new Cancellation(), _ -> {}, _ -> {});
    }

    static Map<String, String> headers(String method) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("MCP-Protocol-Version", Revision.MODERN.label());
        headers.put("Mcp-Method", method);
        return headers;
    }

    @Override
    public Json request(Call call) {
        try {
            return once(call);
        } catch (HeaderMismatchException stale) {
            // The server has refused it unseen: its schema says something else by now than what we
            // go by.
            listTools(call);
            try {
                return once(call);
            } catch (HeaderMismatchException still) {
                throw link.failure("refuses our headers: " + still.getMessage());
            }
        }
    }

    private void listTools(Call call) {
        headerParams.note(once(call.withMethod(Methods.TOOLS_LIST).withParams(Json.object())));
    }

    private Json once(Call call) {
        long id = link.nextId();
        Json token = call.meta().wantsProgress() ? Json.of(id) : null;
        var request = new Request(RequestId.of(id), call.method(), form.params(call, token));
        HttpLink.Answer answer =
                link.ask(
                        request,
                        headers(call),
                        call.deadline(),
                        call.cancellation(),
                        message -> told(call, message),
                        _ -> {}); // closing the stream says it all
        Response response = answer.response();
        if (response == null) {
            boolean saysNothing =
                    answer.status() / 100 != 4 || answer.status() == 401 || answer.status() == 403;
            // A stranger that answers like that is not what we took it for; the next request finds
            // out.
            isOpen &= saysNothing || form.peer() == StatelessForm.Peer.OUR_OTHER_HALF;
            throw link.refusal(answer.status());
        }
        if (response instanceof Failure(RequestId _, JsonRpcError error)
                && error.code() == ErrorCodes.HEADER_MISMATCH
                && call.method().equals(Methods.TOOLS_CALL)) {
            throw new HeaderMismatchException(error);
        }
        Json result = form.result(call, response);
        return call.method().equals(Methods.TOOLS_LIST) ? withoutUnusableTools(result) : result;
    }

    private Map<String, String> headers(Call call) {
        Map<String, String> headers = headers(call.method());
        String named =
                switch (call.method()) {
                    case Methods.TOOLS_CALL, Methods.PROMPTS_GET -> "name";
                    case Methods.RESOURCES_READ -> "uri";
                    case Methods.TASKS_GET, Methods.TASKS_UPDATE, Methods.TASKS_CANCEL ->
                            TaskForm.ID;
                    default -> "";
                };
        call.params()
                .text(named)
                .ifPresent(name -> headers.put("Mcp-Name", HeaderValue.encode(name)));
        if (call.method().equals(Methods.TOOLS_CALL)) {
            Json arguments = call.params().get("arguments").orElse(Json.object());
            for (HeaderParam param : headerParams.of(call.params().text("name").orElse(""))) {
                param.valueIn(arguments).ifPresent(value -> headers.put(param.header(), value));
            }
        }
        return headers;
    }

    /** A tool whose header annotations are wrong cannot be called over HTTP, so it is not shown. */
    private Json withoutUnusableTools(Json result) {
        Optional<Json> tools = result.get("tools");
        if (tools.isEmpty()) {
            return result;
        }
        List<Json> usable = tools.get().elements().stream().filter(this::isUsable).toList();
        return usable.size() == tools.get().elements().size()
                ? result
                : result.with("tools", Json.array(usable));
    }

    private boolean isUsable(Json tool) {
        boolean isUsable =
                HeaderParam.of(tool.get("inputSchema").orElse(Json.object())).isPresent();
        if (!isUsable) {
            log.warn(
                    "tool left out, x-mcp-header invalid: server={} tool={}",
                    link.server,
                    tool.text("name").orElse(""));
        }
        return isUsable;
    }

    private void told(Call call, JsonRpcMessage message) {
        if (message instanceof Notification notification) {
            call.emit(notification);
        }
    }

    @Override
    public SubscriptionFilter watch(SubscriptionFilter wanted) {
        HttpListen old = listen;
        SubscriptionFilter honoured = wanted;
        if (wanted.isEmpty()) {
            listen = null;
        } else {
            Json params = form.ownParams(Json.object("notifications", wanted.json()));
            var request = new Request(RequestId.of(link.nextId()), Methods.LISTEN, params);
            var next =
                    new HttpListen(
                            link, request, headers(Methods.LISTEN), events, this::listenEnded);
            listen = next;
            try {
                honoured = next.open();
            } catch (McpException refused) {
                listen = null;
                throw refused;
            }
        }
        if (old != null) {
            old.close();
        }
        return honoured;
    }

    private void listenEnded(HttpListen ended) {
        if (listen == ended) {
            listen = null;
            discovered = null;
            events.lost();
        }
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    @Override
    public void close() {
        isOpen = false;
        HttpListen open = listen;
        listen = null;
        if (open != null) {
            open.close();
        }
    }

    /** The server found that headers and body say different things, and did nothing. */
    private static final class HeaderMismatchException extends McpException {
        private static final long serialVersionUID = 1L;

        HeaderMismatchException(JsonRpcError error) {
            super(error);
        }
    }
}
