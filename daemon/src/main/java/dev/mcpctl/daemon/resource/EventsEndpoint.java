package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.daemon.http.ApiRequest;
import dev.mcpctl.daemon.http.Endpoint;
import dev.mcpctl.daemon.http.Reply;
import dev.mcpctl.db.event.Event;
import dev.mcpctl.db.event.EventTable;

/** What happened to objects, for people. */
final class EventsEndpoint implements Endpoint {
    private static final int MAX_EVENTS = 1_000;

    private final EventTable events;

    EventsEndpoint(EventTable events) {
        this.events = events;
    }

    @Override
    public Reply answer(ApiRequest request) {
        request.allowQuery("kind", "name", "project");
        String kind = request.query("kind").map(Kinds::get).map(ResourceKind::name).orElse(null);
        ObjectNode body = JsonCodec.object();
        ArrayNode items = body.putArray("items");
        for (Event event :
                events.find(
                        kind,
                        request.query("project").orElse(null),
                        request.query("name").orElse(null),
                        MAX_EVENTS)) {
            ObjectNode item = ResourceTable.key(event.object());
            items.add(
                    item.put("at", event.at().toString())
                            .put("firstAt", event.firstAt().toString())
                            .put("type", event.type().label())
                            .put("reason", event.reason())
                            .put("message", event.message())
                            .put("count", event.count()));
        }
        return Reply.json(body);
    }
}
