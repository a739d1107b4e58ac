package dev.mcpctl.localproxy.traffic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import dev.mcpctl.mcp.exchange.Traffic;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;

/**
 * A message that passed in a project.
 *
 * @param client as it calls itself; empty when it does not say
 */
public record SeenMessage(String project, String client, Traffic traffic) {
    private static final JsonFactory JSON = new JsonFactory();

    /** One line of JSON: {@code id} is shared by all messages of one exchange. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("at", traffic.at().toString());
            json.writeNumberField("id", traffic.call());
            json.writeStringField("project", project);
            json.writeStringField("session", traffic.caller().conversation());
            json.writeStringField("client", client);
            json.writeStringField("revision", traffic.caller().revision().label());
            json.writeStringField("direction", direction());
            json.writeStringField("stage", traffic.stage().name().toLowerCase(Locale.ROOT));
            if (!traffic.peer().isEmpty()) {
                json.writeStringField("server", traffic.peer());
            }
            json.writeStringField("method", traffic.method());
            json.writeNumberField("bytes", traffic.bytes());
            if (!traffic.took().isZero()) {
                json.writeNumberField("durationMillis", traffic.took().toNanos() / 1_000_000.0);
            }
            if (!traffic.outcome().isEmpty()) {
                json.writeStringField("outcome", traffic.outcome());
            }
            json.writeFieldName("message");
            json.writeRawValue(traffic.body().toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.toString();
    }

    private String direction() {
        return switch (traffic.stage()) {
            case CLIENT_REQUEST, UPSTREAM_REQUEST -> "client→server";
            case CLIENT_RESPONSE, UPSTREAM_RESPONSE, NOTIFICATION -> "server→client";
        };
    }
}
