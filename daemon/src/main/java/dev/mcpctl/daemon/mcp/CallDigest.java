package dev.mcpctl.daemon.mcp;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.wire.InputRequired;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What makes a request the same one in every round: who asks which server for what. Spelling and
 * member order of the params do not count, nor do the answers that a later round brings.
 */
final class CallDigest {
    private final MessageDigest digest = sha256();

    private CallDigest() {}

    static String of(Call call, String server) {
        var made = new CallDigest();
        made.feed(call.caller().principal());
        made.feed(server);
        made.feed(call.method());
        Json asked = call.params().without(InputRequired.RESPONSES, InputRequired.STATE);
        made.feed(asked.tree());
        return HexFormat.of().formatHex(made.digest.digest());
    }

    private void feed(JsonNode value) {
        feed(value.getNodeType() + ":" + value.size());
        if (value.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            value.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
            sorted.forEach((name, member) -> {
                feed(name);
                feed(member);
            });
        } else if (value.isArray()) {
            value.forEach(this::feed);
        } else {
            feed(value.asText());
        }
    }

    /** Behind its length, so that no two texts run together. */
    private void feed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
