package dev.mcpctl.mcp.wire;

import java.util.Set;

/** The keys of {@code _meta} that mean something to us, and which of the others may travel. */
public final class MetaKeys {
    public static final String PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion";
    public static final String CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    public static final String CLIENT_INFO = "io.modelcontextprotocol/clientInfo";
    public static final String LOG_LEVEL = "io.modelcontextprotocol/logLevel";
    public static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";
    public static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";
    public static final String PROGRESS_TOKEN = "progressToken";

    /** Our own: names the conversation between the two daemons. */
    public static final String CONVERSATION = "dev.mcpctl/session";

    private static final Set<String> RESERVED_LABELS = Set.of("modelcontextprotocol", "mcp");

    private MetaKeys() {}

    /**
     * Whether a key belongs to somebody beyond the next hop. The protocol's own keys do not, nor
     * does {@code baggage}, in which clients put what they would not show to every server.
     */
    public static boolean isForeign(String key) {
        return !key.equals(PROGRESS_TOKEN)
                && !key.equals(CONVERSATION)
                && !key.equals("baggage")
                && !isReserved(key);
    }

    /** By the rule of 2025-11-25 (second label), and by that of 2025-06-18 (last label but one). */
    private static boolean isReserved(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            return false;
        }
        String[] labels = key.substring(0, slash).split("\\.", -1);
        return labels.length >= 2
                && (RESERVED_LABELS.contains(labels[1])
                        || RESERVED_LABELS.contains(labels[labels.length - 2]));
    }
}
