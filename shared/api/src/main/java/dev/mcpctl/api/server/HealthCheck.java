package dev.mcpctl.api.server;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.Fields;

import java.time.Duration;
import java.util.Optional;

/**
 * How a server's health is found out.
 *
 * @param tool the tool that is called; empty: the tools are listed
 * @param failureThreshold failures in a row before the server counts as unhealthy
 */
public record HealthCheck(
        Optional<String> tool,
        ObjectNode arguments,
        Duration interval,
        Duration timeout,
        int failureThreshold,
        Duration initialDelay) {
    /** The field of a server that says it. */
    public static final String FIELD = "healthCheck";

    /** What {@code describe} calls it. */
    public static final String TITLE = "Health Check";

    private static final int DAY_SECONDS = 86_400;

    /** What holds when a server says nothing. */
    public static final HealthCheck DEFAULT =
            new HealthCheck(
                    Optional.empty(),
                    JsonCodec.object(),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10),
                    3,
                    Duration.ZERO);

    static HealthCheck read(Fields fields) {
        Optional<String> tool = fields.text("tool");
        ObjectNode arguments =
                fields.any("arguments")
                        .map(node -> {
                            if (node instanceof ObjectNode object) {
                                return object;
                            }
                            fields.fault(
                                    "arguments",
                                    "expected an object, got " + Fields.described(node));
                            return JsonCodec.object();
                        })
                        .orElseGet(JsonCodec::object);
        if (tool.isEmpty() && fields.has("arguments")) {
            fields.fault("arguments", "has no effect without tool");
        }
        HealthCheck check =
                new HealthCheck(
                        tool,
                        arguments,
                        Duration.ofSeconds(fields.integer("intervalSeconds", 60, 1, DAY_SECONDS)),
                        Duration.ofSeconds(fields.integer("timeoutSeconds", 10, 1, 600)),
                        fields.integer("failureThreshold", 3, 1, 100),
                        Duration.ofSeconds(
                                fields.integer("initialDelaySeconds", 10, 0, DAY_SECONDS)));
        fields.end();
        return check;
    }

    /** The same, but that it never calls a tool. */
    public HealthCheck ofLists() {
        return new HealthCheck(
                Optional.empty(),
                JsonCodec.object(),
                interval,
                timeout,
                failureThreshold,
                initialDelay);
    }

    /** As {@code describe} shows it, in the manner of a probe of kubectl. */
    public String line() {
        return tool.map(name -> "tools/call " + name + (arguments.isEmpty() ? "" : " " + arguments))
                        .orElse("tools/list")
                + " delay="
                + initialDelay.toSeconds()
                + "s timeout="
                + timeout.toSeconds()
                + "s period="
                + interval.toSeconds()
                + "s #failure="
                + failureThreshold;
    }
}
