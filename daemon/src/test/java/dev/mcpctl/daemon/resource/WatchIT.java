package dev.mcpctl.daemon.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.db.feed.Author;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;

final class WatchIT {
    private TestDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        daemon = TestDaemon.start();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void aWatchGoesOnFromThePositionOfAList() {
        server("a", "");
        long position = daemon.get("/servers").json().path("metadata").path("position").asLong();
        server("b", "");
        server("a", "changed");
        daemon.delete("/servers/b");

        try (EventReader events = daemon.events("/servers?watch=true&position=" + position)) {
            assertThat(events.contentType()).isEqualTo("text/event-stream");
            assertThat(events.next(3))
                    .extracting(EventReader.Event::summary)
                    .containsExactly("ADDED server/b", "MODIFIED server/a", "DELETED server/b");
            server("c", "");
            assertThat(events.next().summary()).isEqualTo("ADDED server/c");
        }
    }

    @Test
    void aStatusIsAnEventOfItsOwn() {
        server("a", "");
        String uid = daemon.get("/servers/a").json().path("metadata").path("uid").asText();

        try (EventReader events = daemon.events("/servers?watch=true")) {
            daemon.database()
                    .resources()
                    .updateStatus(
                            Author.of("system:test"),
                            ResourceKey.global("server", "a"),
                            uid,
                            status -> status.put("state", "Running"));

            EventReader.Event event = events.next();
            assertThat(event.summary()).isEqualTo("STATUS server/a");
            assertThat(event.json().path("status").path("state").asText()).isEqualTo("Running");
        }
        assertThat(daemon.get("/servers/a").json().path("status").path("state").asText())
                .isEqualTo("Running");
    }

    @Test
    void whatASelectorNoLongerMatchesIsDeletedForItsWatcher() {
        labelled("a", "x");

        try (EventReader events = daemon.events("/servers?watch=true&labelSelector=team%3Dx")) {
            labelled("a", "y");
            labelled("a", "x");

            assertThat(events.next(2))
                    .extracting(EventReader.Event::summary)
                    .containsExactly("DELETED server/a", "ADDED server/a");
        }
    }

    @Test
    void aServerThatIsAttachedComesIntoTheProjectsList() {
        server("a", "");
        daemon.apply("{'kind':'project','metadata':{'name':'p'},'spec':{}}");

        try (EventReader events = daemon.events("/servers?watch=true&project=p&as=table")) {
            daemon.apply("{'kind':'project','metadata':{'name':'p'},'spec':{'servers':['a']}}");
            daemon.apply("{'kind':'project','metadata':{'name':'p'},'spec':{'servers':[]}}");

            assertThat(events.next(2))
                    .extracting(EventReader.Event::summary)
                    .containsExactly("ADDED server/a", "DELETED server/a");
        }
    }

    @Test
    void aPositionThatIsNoLongerKeptIsGone() {
        server("a", "");
        server("b", "");
        daemon.database().feed().prune(Instant.now().plusSeconds(60));

        TestDaemon.Answer watch = daemon.get("/servers?watch=true&position=0");
        TestDaemon.Answer changes = daemon.get("/changes?position=0");

        assertThat(watch.status()).isEqualTo(410);
        assertThat(changes.status()).isEqualTo(410);
        assertThat(watch.json().path("type").asText()).isEqualTo("urn:mcpctl:problem:gone");
    }

    @Test
    void aSilentStreamGetsAComment() {
        try (EventReader events = daemon.events("/changes")) {
            assertThat(events.next().type()).isEqualTo("HELLO");

            assertThat(events.next().type()).isEqualTo(":");
        }
    }

    @Test
    void theFeedNamesEveryChangeItsAuthorAndItsPlace() {
        try (EventReader events = daemon.events("/changes?position=0")) {
            EventReader.Event hello = events.next();
            server("a", "");
            EventReader.Event change = events.next();

            assertThat(hello.type()).isEqualTo("HELLO");
            assertThat(hello.json().path("position").asLong()).isZero();
            assertThat(change.type()).isEqualTo("CHANGE");
            assertThat(change.json().path("op").asText()).isEqualTo("create");
            assertThat(change.json().path("author").asText()).isEqualTo("user:ada");
            assertThat(change.json().path("position").asLong()).isEqualTo(change.id());
        }
    }

    @Test
    void aStopEndsTheStreams() {
        try (EventReader events = daemon.events("/changes")) {
            events.next();

            daemon.stopListening();

            assertThat(events.rest()).isEmpty();
        }
    }

    private void server(String name, String description) {
        daemon.apply(
                "{'kind':'server','metadata':{'name':'"
                        + name
                        + "'},'spec':{'command':'x','replicas':0,'description':'"
                        + description
                        + "'}}");
    }

    private void labelled(String name, String team) {
        daemon.apply(
                "{'kind':'server','metadata':{'name':'"
                        + name
                        + "','labels':{'team':'"
                        + team
                        + "'}},'spec':{'command':'x','replicas':0}}");
    }
}
