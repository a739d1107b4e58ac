package dev.mcpctl.db.event;

import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.db.transaction.Transactions;

import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The last {@value #KEPT} events of each object; one that repeats is counted, not added. Events go
 * with their object. They are not in the feed. Any thread.
 */
public final class EventTable {
    /** How many events of one object are kept. */
    public static final int KEPT = 50;

    private static final int MAX_MESSAGE_LENGTH = 2_000;
    private static final String RECORD =
            """
            insert into event as known (kind, project, name, type, reason, message, count, first_at, last_at)
            values (:kind, :project, :name, :type, :reason, :message, 1, :at, :at)
            on conflict (kind, project, name, type, reason, md5(message)) do update
            set count = known.count + 1, last_at = excluded.last_at
            """;
    private static final String FORGET =
            """
            delete from event
            where id in (select id from event
                         where kind = :kind and project is not distinct from :project and name = :name
                         order by last_at desc, id desc
                         offset :kept)
            """;

    private final Transactions transactions;

    public EventTable(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Longer messages are cut. */
    public void record(ResourceKey object, EventType type, String reason, String message) {
        transactions.run(session -> {
            session.createNativeMutationQuery(RECORD)
                    .setParameter("kind", object.kind())
                    .setParameter("project", object.project(), String.class)
                    .setParameter("name", object.name())
                    .setParameter("type", type.name())
                    .setParameter("reason", reason)
                    .setParameter("message", cut(message))
                    .setParameter("at", Instant.now().truncatedTo(ChronoUnit.MILLIS))
                    .executeUpdate();
            return session.createNativeMutationQuery(FORGET)
                    .setParameter("kind", object.kind())
                    .setParameter("project", object.project(), String.class)
                    .setParameter("name", object.name())
                    .setParameter("kept", KEPT)
                    .executeUpdate();
        });
    }

    /** The events of one object, oldest first. */
    public List<Event> of(ResourceKey object) {
        return find(object.kind(), object.project(), object.name(), KEPT);
    }

    /** The newest events of all objects that match what is given, oldest first; null means any. */
    public List<Event> find(
            @Nullable String kind, @Nullable String project, @Nullable String name, int limit) {
        return transactions.run(session ->
                session
                        .createSelectionQuery(
                                "from EventRow where (:kind is null or kind = :kind)"
                                        + " and (:project is null or project = :project)"
                                        + " and (:name is null or name = :name)"
                                        + " order by lastAt desc, id desc",
                                EventRow.class)
                        .setParameter("kind", kind, String.class)
                        .setParameter("project", project, String.class)
                        .setParameter("name", name, String.class)
                        .setMaxResults(limit)
                        .getResultList()
                        .reversed()
                        .stream()
                        .map(EventRow::toEvent)
                        .toList());
    }

    /** For whoever deletes an object: its events go in the same transaction. */
    public static void deleteOf(StatelessSession session, ResourceKey object) {
        session.createNativeMutationQuery(
                        "delete from event where kind = :kind and name = :name"
                                + " and project is not distinct from :project")
                .setParameter("kind", object.kind())
                .setParameter("name", object.name())
                .setParameter("project", object.project(), String.class)
                .executeUpdate();
    }

    private static String cut(String message) {
        return message.length() <= MAX_MESSAGE_LENGTH
                ? message
                : message.substring(0, MAX_MESSAGE_LENGTH - 3) + "...";
    }
}
