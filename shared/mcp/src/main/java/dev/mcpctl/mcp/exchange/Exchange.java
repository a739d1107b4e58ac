package dev.mcpctl.mcp.exchange;

import dev.mcpctl.mcp.exchange.FilterResult.Forward;
import dev.mcpctl.mcp.exchange.FilterResult.Reject;
import dev.mcpctl.mcp.exchange.FilterResult.ShortCircuit;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.wire.HeaderParam;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/** A daemon's filters, in their order, in front of its router. */
public final class Exchange implements McpEndpoint {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private final List<Filter> filters;
    private final McpEndpoint router;

    /**
     * @param filters outermost first
     */
    public Exchange(List<Filter> filters, McpEndpoint router) {
        this.filters = List.copyOf(filters);
        this.router = router;
    }

    @Override
    public Json call(Call call) {
        return pass(0, call).orThrow();
    }

    /**
     * Filters see requests outermost first and outcomes innermost first; the recursion is that
     * order.
     */
    private Outcome pass(int depth, Call call) {
        if (depth == filters.size()) {
            return route(call);
        }
        Filter filter = filters.get(depth);
        return switch (filter.onRequest(call)) {
            case Forward(Call forwarded) ->
                    filter.onResponse(forwarded, pass(depth + 1, forwarded));
            case ShortCircuit(Json result) -> new Outcome.Answered(result);
            case Reject(JsonRpcError error) -> new Outcome.Failed(error);
        };
    }

    private Outcome route(Call call) {
        try {
            return new Outcome.Answered(router.call(call));
        } catch (CancelledException givenUp) {
            // Filters settle what they hold; the face knows from the call itself that nothing is to
            // be written.
            return new Outcome.Failed(givenUp.error());
        } catch (McpException refused) {
            return new Outcome.Failed(refused.error());
        } catch (RuntimeException bug) {
            log.error("call failed: method={} call={}", call.method(), call.id(), bug);
            return new Outcome.Failed(McpException.internal("Internal error").error());
        }
    }

    @Override
    public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
        SubscriptionSink seen = sink;
        for (Filter each : filters.reversed()) {
            seen = each.onListen(call, seen);
        }
        return router.listen(call, filter, seen);
    }

    @Override
    public List<HeaderParam> headerParams(Call call) {
        return router.headerParams(call);
    }

    @Override
    public void forget(Caller caller) {
        router.forget(caller);
    }
}
