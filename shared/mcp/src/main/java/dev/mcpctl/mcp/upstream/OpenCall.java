package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.bridge.ParkedCall;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;

import java.time.Duration;
import java.util.Optional;

/**
 * A call that a server of the handshake era has and may ask about. Waited for by one thread at a
 * time, not always the same.
 */
interface OpenCall extends ParkedCall {
    /**
     * Waits for the server's answer.
     *
     * @param call for whom, and how long; hears what the server says in the meantime
     * @throws AskedException when the server asks something first; waiting can be gone on with
     */
    Response await(Call call);

    /** What else the server asks within that time, after it has asked something. */
    Optional<Request> another(Duration window);

    /** Nobody waits for it from now on: its client has been asked, and may never come back. */
    void park();

    /** Somebody waits for it again: what the server asks from now on it asks about this. */
    void unpark();

    /** Answers what the server asked. Does not block. */
    void answer(Response response);
}
