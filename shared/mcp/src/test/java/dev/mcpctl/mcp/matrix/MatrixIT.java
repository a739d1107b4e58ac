package dev.mcpctl.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.wire.Revision;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Clients of every revision, over everything that carries it, against servers of every revision,
 * through both halves of the product. Over what a server is reached goes round with what the client
 * comes over, so that each pair of revisions is tried over all there is on either side.
 */
class MatrixIT {
    private static final Map<String, String> RESULTS = new ConcurrentHashMap<>();
    private static final AtomicInteger PATHS = new AtomicInteger();
    private static Gateway gateway;

    @BeforeAll
    static void open() {
        gateway = new Gateway();
    }

    @AfterAll
    static void close() {
        gateway.close();
        System.out.println(table());
    }

    @TestFactory
    Stream<DynamicContainer> everyClientUsesEveryServer() {
        return Party.all().stream().flatMap(MatrixIT::ofClient);
    }

    private static Stream<DynamicContainer> ofClient(Party client) {
        int turn = Party.of(client.revision()).indexOf(client);
        return Stream.of(Revision.values())
                .map(behind -> {
                    List<Party> ways = Party.of(behind);
                    int way =
                            (turn + List.of(Revision.values()).indexOf(client.revision()))
                                    % ways.size();
                    return row(client, ways.get(way));
                });
    }

    private static DynamicContainer row(Party client, Party server) {
        var row = new Row(client, server);
        return DynamicContainer.dynamicContainer(
                client + " client, " + server + " server",
                Stream.concat(
                        Stream.of(Scenario.values())
                                .map(scenario ->
                                        DynamicTest.dynamicTest(
                                                scenario.label, () -> row.play(scenario))),
                        Stream.of(
                                DynamicTest.dynamicTest(
                                        "both kept to their revisions", row::finish))));
    }

    /** One client and one server, for all scenarios. */
    private static final class Row {
        private final Party clientParty;
        private final Party serverParty;
        private Gateway.Path path;
        private RevisionClient client;
        private RevisionClient bare;

        Row(Party client, Party server) {
            this.clientParty = client;
            this.serverParty = server;
        }

        void play(Scenario scenario) throws Exception {
            String cell = cell(clientParty, serverParty.revision(), scenario);
            RESULTS.put(cell, "FAILED");
            if (path == null) {
                path = gateway.new Path("p" + PATHS.incrementAndGet(), serverParty);
                client = path.client(clientParty);
                client.connect();
                client.listen(RevisionServer.WATCHED);
                bare = path.client(clientParty, Json.object());
                bare.connect();
            }
            scenario.play(client, bare, path.server);
            RESULTS.put(cell, "ok");
        }

        void finish() {
            try (var _ = path;
                    var _ = client;
                    var _ = bare) {
                assertThat(bare.violations).as("what one that offers nothing was sent").isEmpty();
                assertThat(client.violations).as("what the client was sent").isEmpty();
                assertThat(path.server.violations).as("what the server was sent").isEmpty();
            }
        }
    }

    private static String cell(Party client, Revision server, Scenario scenario) {
        return client + "|" + server + "|" + scenario;
    }

    /** Clients down, scenarios across; in a cell, how many of the five servers' revisions. */
    private static String table() {
        var table = new StringBuilder("\nclient            ");
        for (Scenario scenario : Scenario.values()) {
            table.append(" | ").append(padded(scenario.label, scenario));
        }
        for (Party client : Party.all()) {
            table.append("%n%-18s".formatted(client));
            for (Scenario scenario : Scenario.values()) {
                table.append(" | ").append(padded(passed(client, scenario), scenario));
            }
        }
        return table.append(
                        "\n(of servers of %d revisions, over stdio, HTTP and HTTP+SSE by turns; a"
                                        .formatted(Revision.values().length)
                                + " question that one of the two does not have: refused in the"
                                + " client's way)\n")
                .toString();
    }

    private static String passed(Party client, Scenario scenario) {
        long passed =
                Stream.of(Revision.values())
                        .filter(server -> "ok".equals(RESULTS.get(cell(client, server, scenario))))
                        .count();
        String count = passed + "/" + Revision.values().length;
        return scenario.question()
                .map(ask ->
                        count
                                + ", asked by "
                                + Stream.of(Revision.values())
                                        .filter(server ->
                                                Asking.isPossible(ask, client.revision(), server))
                                        .count())
                .orElse(count);
    }

    private static String padded(String text, Scenario in) {
        int width = in.question().isPresent() ? "5/5, asked by 5".length() : in.label.length();
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
