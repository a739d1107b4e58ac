package dev.mcpctl.daemon.resource;

import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.daemon.http.Route;
import dev.mcpctl.db.Database;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Every route that derives from the list of kinds. */
public final class ResourceRoutes {
    private static final String ROOT = "/api/v1/";

    private ResourceRoutes() {}

    public static List<Route> of(
            Database database, FeedCursor feed, RunningInstances running, Clock clock) {
        WriteTurns turns = new WriteTurns(feed);
        Description description =
                new Description(database.events(), database.secrets(), running, clock);
        KindWrites stored = new StoredWrites(database.resources(), turns, running);
        KindWrites derived = new AttachmentWrites(database.resources(), database.feed(), turns);
        KindWrites instances = new InstanceWrites(feed, running);
        List<Route> routes = new ArrayList<>();
        for (ResourceKind<?> kind : Kinds.ALL) {
            KindWrites writes =
                    switch (kind.storage()) {
                        case STORE -> stored;
                        case DERIVED -> derived;
                        case OWN_TABLE -> instances;
                    };
            ListEndpoint list = new ListEndpoint(kind, feed, clock);
            routes.addAll(new KindRoutes(kind, feed, writes, description, list).routes());
        }
        routes.add(
                Route.of(
                        "POST",
                        ROOT + "apply",
                        ApplyEndpoint.MAX_BODY_BYTES,
                        new ApplyEndpoint(database.resources(), turns, running)));
        routes.add(Route.of("GET", ROOT + "all", new ExportEndpoint(feed)));
        routes.add(Route.of("GET", ROOT + "changes", new ChangesEndpoint(feed)));
        routes.add(Route.of("GET", ROOT + "events", new EventsEndpoint(database.events())));
        return routes;
    }
}
