package dev.mcpctl.mcp.exchange;

/**
 * A step on the path of a message. One instance serves all calls, on their threads; it may block
 * within the call's deadline.
 */
public interface Filter {
    /** Sees the request; outermost filter first. */
    default FilterResult onRequest(Call call) {
        return new FilterResult.Forward(call);
    }

    /**
     * Sees how a call that this filter forwarded ended; innermost filter first.
     *
     * @param call as this filter forwarded it
     * @return the outcome, changed or not
     */
    default Outcome onResponse(Call call, Outcome outcome) {
        return outcome;
    }

    /** Sees a subscription being opened, and may hide events by wrapping the sink. */
    default SubscriptionSink onListen(Call call, SubscriptionSink sink) {
        return sink;
    }
}
