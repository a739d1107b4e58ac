package dev.mcpctl.mcp.exchange;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which changes a subscription is about.
 *
 * @param resources URIs of the resources whose updates are wanted
 */
public record SubscriptionFilter(
        boolean tools, boolean prompts, boolean resourceList, Set<String> resources) {
    private static final int MAX_RESOURCES = 1_000;

    public SubscriptionFilter {
        resources = Set.copyOf(resources);
    }

    public static SubscriptionFilter none() {
        return new SubscriptionFilter(false, false, false, Set.of());
    }

    /** All three lists, no single resource. */
    public static SubscriptionFilter lists() {
        return new SubscriptionFilter(true, true, true, Set.of());
    }

    /**
     * The filter of a {@code subscriptions/listen} request.
     *
     * @throws McpException {@code -32602} when {@code notifications} is missing or not as it should
     *     be
     */
    public static SubscriptionFilter of(Json params) {
        Json wanted =
                params.get("notifications")
                        .filter(Json::isObject)
                        .orElseThrow(() ->
                                McpException.invalidParams(
                                        "params.notifications: an object is required"));
        Set<String> uris = new LinkedHashSet<>();
        for (Json uri : wanted.get("resourceSubscriptions").orElse(Json.nothing()).elements()) {
            if (!uri.isText()) {
                throw McpException.invalidParams(
                        "params.notifications.resourceSubscriptions: an array of URIs is required");
            }
            uris.add(uri.asText());
        }
        if (uris.size() > MAX_RESOURCES) {
            throw McpException.invalidParams(
                    "params.notifications.resourceSubscriptions: at most "
                            + MAX_RESOURCES
                            + " URIs");
        }
        return new SubscriptionFilter(
                isTrue(wanted, "toolsListChanged"),
                isTrue(wanted, "promptsListChanged"),
                isTrue(wanted, "resourcesListChanged"),
                uris);
    }

    private static boolean isTrue(Json object, String name) {
        return object.get(name).filter(Json::isTrue).isPresent();
    }

    public boolean isEmpty() {
        return !tools && !prompts && !resourceList && resources.isEmpty();
    }

    public SubscriptionFilter withResources(Set<String> uris) {
        return new SubscriptionFilter(tools, prompts, resourceList, uris);
    }

    /**
     * Whether an event is one of those asked for. A resource's update matches its parents too
     * ({@code file:///a} for {@code file:///a/b}).
     */
    public boolean wants(Notification event) {
        return switch (event.method()) {
            case Methods.TOOLS_CHANGED -> tools;
            case Methods.PROMPTS_CHANGED -> prompts;
            case Methods.RESOURCES_CHANGED -> resourceList;
            case Methods.RESOURCE_UPDATED ->
                    event.params().text("uri").filter(this::coversResource).isPresent();
            default -> false;
        };
    }

    private boolean coversResource(String uri) {
        if (resources.contains(uri)) {
            return true;
        }
        return resources.stream()
                .anyMatch(parent -> uri.startsWith(parent.endsWith("/") ? parent : parent + "/"));
    }

    /** What both ask for. */
    public SubscriptionFilter and(SubscriptionFilter other) {
        Set<String> shared = new LinkedHashSet<>(resources);
        shared.retainAll(other.resources);
        return new SubscriptionFilter(
                tools && other.tools,
                prompts && other.prompts,
                resourceList && other.resourceList,
                shared);
    }

    /** What either asks for. */
    public SubscriptionFilter or(SubscriptionFilter other) {
        Set<String> all = new LinkedHashSet<>(resources);
        all.addAll(other.resources);
        return new SubscriptionFilter(
                tools || other.tools,
                prompts || other.prompts,
                resourceList || other.resourceList,
                all);
    }

    /** As {@code notifications} of a listen request or of its acknowledgement. */
    public Json json() {
        Json json = Json.object();
        if (tools) {
            json = json.with("toolsListChanged", Json.of(true));
        }
        if (prompts) {
            json = json.with("promptsListChanged", Json.of(true));
        }
        if (resourceList) {
            json = json.with("resourcesListChanged", Json.of(true));
        }
        if (!resources.isEmpty()) {
            json =
                    json.with(
                            "resourceSubscriptions",
                            Json.array(resources.stream().sorted().map(Json::of).toList()));
        }
        return json;
    }
}
