package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Follows the pages of a list to the end.
 *
 * @param items in the server's order, each as it came
 * @param ttlMillis how long all of it is fresh: the least of any page; 0 where the server said
 *     nothing
 * @param isPublic whether every page may be shown to anyone
 * @param isComplete false when a bound was reached or a cursor came twice, so that {@code items} is
 *     a beginning
 */
public record ListPages(List<Json> items, long ttlMillis, boolean isPublic, boolean isComplete) {
    private static final int MAX_PAGES = 1_000;
    private static final int MAX_ITEMS = 10_000;
    private static final Map<String, String> ITEMS_OF =
            Map.of(
                    Methods.TOOLS_LIST, "tools",
                    Methods.PROMPTS_LIST, "prompts",
                    Methods.RESOURCES_LIST, "resources",
                    Methods.RESOURCES_TEMPLATES_LIST, "resourceTemplates");

    public ListPages {
        items = List.copyOf(items);
    }

    /** The member of the result that holds the items of a list method. */
    public static String memberOf(String method) {
        return Optional.ofNullable(ITEMS_OF.get(method))
                .orElseThrow(() -> new IllegalArgumentException("not a list: " + method));
    }

    /**
     * All items of a list.
     *
     * @param call of one of the four list methods, without a cursor; its deadline bounds all pages
     *     together
     * @param maxItems at which to stop
     * @throws McpException what the server answered for any page
     */
    public static ListPages fetch(McpEndpoint server, Call call, int maxItems) {
        return fetch(server::call, call, maxItems);
    }

    /**
     * As {@link #fetch}, of a server that is connected to, up to a bound that none should reach.
     */
    static ListPages all(Function<Call, Json> server, Call call) {
        return fetch(server, call, MAX_ITEMS);
    }

    private static ListPages fetch(Function<Call, Json> server, Call call, int maxItems) {
        String member = memberOf(call.method());
        List<Json> items = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        long ttlMillis = Long.MAX_VALUE;
        boolean isPublic = true;
        Call page = call;
        for (int pages = 1; ; pages++) {
            Json result = server.apply(page);
            items.addAll(result.get(member).orElse(Json.nothing()).elements());
            ttlMillis =
                    Math.min(
                            ttlMillis,
                            result.get("ttlMs")
                                    .flatMap(Json::asLong)
                                    .map(ms -> Math.max(0, ms))
                                    .orElse(0L));
            isPublic &= result.text("cacheScope").filter("public"::equals).isPresent();
            // An empty cursor is a cursor; only its absence ends the list.
            Optional<String> next = result.text("nextCursor");
            boolean isStuck = next.isPresent() && !seen.add(next.get());
            if (next.isEmpty() || isStuck || pages == MAX_PAGES || items.size() >= maxItems) {
                boolean isComplete = next.isEmpty() && items.size() <= maxItems;
                return new ListPages(
                        items.subList(0, Math.min(items.size(), maxItems)),
                        ttlMillis,
                        isPublic,
                        isComplete);
            }
            page = call.withParams(call.params().with("cursor", Json.of(next.get())));
        }
    }
}
