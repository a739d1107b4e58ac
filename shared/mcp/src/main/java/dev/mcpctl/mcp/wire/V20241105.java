package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.Methods;

import java.util.Optional;
import java.util.Set;

/**
 * No sound, no hints about tools, no text beside progress, completion without a capability of its
 * own.
 */
final class V20241105 implements Dialect {
    @Override
    public Set<String> requests() {
        return V20251125.HANDSHAKE_REQUESTS;
    }

    @Override
    public Json result(String method, Json newer) {
        return switch (method) {
            case Methods.TOOLS_LIST ->
                    Items.change(newer, "tools", tool -> tool.without("annotations"));
            case Methods.TOOLS_CALL -> Items.change(newer, "content", V20241105::withoutSound);
            case Methods.PROMPTS_GET ->
                    Items.change(
                            newer,
                            "messages",
                            message -> Items.content(message, V20241105::withoutSound));
            case Methods.INITIALIZE ->
                    newer.get("capabilities")
                            .map(capabilities ->
                                    newer.with("capabilities", capabilities.without("completions")))
                            .orElse(newer);
            default -> newer;
        };
    }

    @Override
    public Optional<Question> question(Question newer) {
        boolean hasSound =
                newer.params().get("messages").orElse(Json.object()).elements().stream()
                        .map(message -> message.get("content").orElse(Json.object()))
                        .anyMatch(block -> block.text("type").filter("audio"::equals).isPresent());
        return hasSound ? Optional.empty() : Optional.of(newer);
    }

    @Override
    public Notification notification(Notification newer) {
        return newer.method().equals(Methods.PROGRESS)
                ? new Notification(newer.method(), newer.params().without("message"))
                : newer;
    }

    private static Json withoutSound(Json block) {
        return block.text("type").filter("audio"::equals).isPresent()
                ? Items.text("[audio, " + block.text("mimeType").orElse("unknown type") + "]")
                : block;
    }
}
