package dev.mcpctl.localproxy.project;

import dev.mcpctl.mcp.message.Methods;

import java.util.Arrays;
import java.util.Optional;

/** The four lists that a server can have. */
enum ListKind {
    TOOLS(Methods.TOOLS_LIST, "tools", "name", "tools", Methods.TOOLS_CHANGED),
    PROMPTS(Methods.PROMPTS_LIST, "prompts", "name", "prompts", Methods.PROMPTS_CHANGED),
    RESOURCES(Methods.RESOURCES_LIST, "resources", "uri", "resources", Methods.RESOURCES_CHANGED),
    /** A change of resources is one of templates as well: the protocol has one word for both. */
    TEMPLATES(
            Methods.RESOURCES_TEMPLATES_LIST,
            "resourceTemplates",
            "uriTemplate",
            "resources",
            Methods.RESOURCES_CHANGED);

    private final String method;
    private final String member;
    private final String key;
    private final String capability;
    private final String changed;

    ListKind(String method, String member, String key, String capability, String changed) {
        this.method = method;
        this.member = member;
        this.key = key;
        this.capability = capability;
        this.changed = changed;
    }

    static Optional<ListKind> ofMethod(String method) {
        return Arrays.stream(values()).filter(kind -> kind.method.equals(method)).findFirst();
    }

    /** {@code tools/list}. */
    String method() {
        return method;
    }

    /** The member of a result that holds the items. */
    String member() {
        return member;
    }

    /** The member of an item that names it. */
    String key() {
        return key;
    }

    /** What a server that has the list declares. */
    String capability() {
        return capability;
    }

    /** The notification that says it changed. */
    String changed() {
        return changed;
    }
}
