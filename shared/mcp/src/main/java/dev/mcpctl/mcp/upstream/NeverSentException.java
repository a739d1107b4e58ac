package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.McpException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;

/** Not one byte of the request has reached the server, so that another may be asked instead. */
public final class NeverSentException extends McpException {
    private static final long serialVersionUID = 1L;

    NeverSentException(McpException why) {
        super(why.error(), why.getCause());
    }

    /**
     * Whether that holds for a call that failed. An upstream repeats the failure of its last dial,
     * to whoever comes soon after, as a cause.
     */
    public static boolean isWhy(McpException failed) {
        return failed instanceof NeverSentException
                || failed.getCause() instanceof NeverSentException;
    }

    /** Whether what broke is the making of a connection, and none that there was. */
    static boolean hasNoConnection(IOException broken) {
        for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException
                    || cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }
}
