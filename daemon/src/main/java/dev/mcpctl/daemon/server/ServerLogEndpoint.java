package dev.mcpctl.daemon.server;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.http.ApiRequest;
import dev.mcpctl.daemon.http.Endpoint;
import dev.mcpctl.daemon.http.Reply;
import dev.mcpctl.daemon.http.Route;
import dev.mcpctl.daemon.runtime.InstanceLogs;
import dev.mcpctl.daemon.runtime.LogQuery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** {@code GET /servers/{name}/logs}: what a server wrote to stderr, as text. */
public final class ServerLogEndpoint implements Endpoint {
    private static final int MAX_TAIL = 1_000_000;

    private final Supplier<Catalog> catalog;
    private final InstanceLogs logs;
    private final Clock clock;

    public ServerLogEndpoint(Supplier<Catalog> catalog, InstanceLogs logs, Clock clock) {
        this.catalog = catalog;
        this.logs = logs;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(Route.of("GET", "/api/v1/servers/{name}/logs", this));
    }

    @Override
    public Reply answer(ApiRequest request) throws IOException, InterruptedException {
        request.allowQuery("tail", "since", "follow", "previous", "instance");
        String server = request.parameter("name");
        if (!catalog.get().has(ResourceKey.global(Servers.KIND.name(), server))) {
            throw Problem.notFound(Servers.KIND.plural(), server);
        }
        LogQuery query = query(request);
        if (query.follows()) {
            return Reply.streamed(
                    "text/plain; charset=utf-8",
                    out -> logs.read(server, query, line -> out.write(bytes(line))));
        }
        // Read before the status is sent, so that what is not there is a problem and not a body.
        List<String> lines = new ArrayList<>();
        logs.read(server, query, lines::add);
        return Reply.streamed(
                "text/plain; charset=utf-8",
                out -> {
                    for (String line : lines) {
                        out.write(bytes(line));
                    }
                });
    }

    private LogQuery query(ApiRequest request) {
        OptionalInt tail =
                request.number("tail")
                        .map(count -> OptionalInt.of((int) Math.clamp(count, 0, (long) MAX_TAIL)))
                        .orElse(OptionalInt.empty());
        return new LogQuery(
                tail,
                request.query("since").map(this::since),
                request.flag("previous"),
                request.flag("follow"),
                request.query("instance"));
    }

    /** Seconds, or a duration of ISO 8601, before now. */
    private Instant since(String text) {
        try {
            Duration before =
                    text.chars().allMatch(Character::isDigit)
                            ? Duration.ofSeconds(Long.parseLong(text))
                            : Duration.parse(text);
            return clock.instant().minus(before);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new Problem(
                    ProblemType.BAD_REQUEST,
                    "parameter since: expected seconds or a duration as in PT10M, got \""
                            + text
                            + "\"",
                    e);
        }
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
