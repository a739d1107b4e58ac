package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.feed.CatalogChange;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.daemon.feed.Follower;
import dev.mcpctl.daemon.http.ApiRequest;
import dev.mcpctl.daemon.http.Endpoint;
import dev.mcpctl.daemon.http.EventStream;
import dev.mcpctl.daemon.http.Reply;
import dev.mcpctl.db.feed.ChangeOp;

import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The changes of one kind as server-sent events: {@code ADDED}, {@code MODIFIED}, {@code DELETED},
 * {@code STATUS}. A resource that a change brings into the selection, or takes out of it, is added
 * or deleted for this watcher.
 */
final class WatchEndpoint implements Endpoint {
    private final ResourceKind<?> kind;
    private final FeedCursor feed;
    private final Clock clock;

    WatchEndpoint(ResourceKind<?> kind, FeedCursor feed, Clock clock) {
        this.kind = kind;
        this.feed = feed;
        this.clock = clock;
    }

    @Override
    public Reply answer(ApiRequest request) {
        request.allowQuery("watch", "position", "labelSelector", "project", "as", "wide");
        Selection selection = Selection.of(kind, request);
        boolean isTable = ListEndpoint.View.of(request) == ListEndpoint.View.TABLE;
        boolean isWide = request.flag("wide");
        ChangeReader changes = ChangeReader.from(request, feed);
        try {
            Watcher watcher = new Watcher(selection, changes, isTable, isWide);
            return Reply.events(out -> {
                try (changes) {
                    watcher.send(changes.backlog(), changes.start(), out);
                    while (true) {
                        Optional<Follower.Batch> batch = changes.next(out);
                        if (batch.isPresent()) {
                            watcher.send(batch.get().changes(), batch.get().catalog(), out);
                        }
                    }
                }
            });
        } catch (Problem problem) {
            changes.close();
            throw problem;
        }
    }

    /** What one watcher has been shown. Used by one thread. */
    private final class Watcher {
        private final Selection selection;
        private final boolean isTable;
        private final boolean isWide;
        private final Set<ResourceKey> shown = new HashSet<>();

        Watcher(Selection selection, ChangeReader changes, boolean isTable, boolean isWide) {
            this.selection = selection;
            this.isTable = isTable;
            this.isWide = isWide;
            Predicate<Resource> selected = selection.in(changes.start());
            changes.start()
                    .list(kind)
                    .filter(selected)
                    .forEach(resource -> shown.add(resource.key()));
            changes.backlog().reversed().forEach(change -> undo(change, selected));
        }

        /** Makes what was shown what it was before a past change. */
        private void undo(CatalogChange change, Predicate<Resource> selected) {
            if (followsReferences() && change.op() != ChangeOp.STATUS) {
                // What the project used in the past is not known.
                throw new Problem(
                        ProblemType.GONE,
                        "resources have changed since that position; list those of the project again");
            }
            Resource before = change.before();
            if (change.key().kind().equals(kind.name())) {
                if (before != null && selected.test(before)) {
                    shown.add(change.key());
                } else {
                    shown.remove(change.key());
                }
            }
        }

        private boolean followsReferences() {
            return selection.project() != null && kind.scope() == Scope.GLOBAL;
        }

        void send(List<CatalogChange> changes, Catalog catalog, EventStream out)
                throws IOException, InterruptedException {
            if (followsReferences()
                    && changes.stream().anyMatch(change -> change.op() != ChangeOp.STATUS)) {
                sendChangedMembership(changes, catalog, out);
            }
            for (CatalogChange change : changes) {
                if (change.key().kind().equals(kind.name())) {
                    send(change, catalog, out);
                }
            }
        }

        private void send(CatalogChange change, Catalog catalog, EventStream out)
                throws IOException, InterruptedException {
            Resource before = change.before();
            Resource after = change.after();
            boolean was = before != null && shown.contains(change.key());
            boolean is = after != null && isSelected(after, catalog);
            if (after != null && is) {
                shown.add(change.key());
                String type =
                        !was || change.op() == ChangeOp.CREATE
                                ? "ADDED"
                                : change.op() == ChangeOp.STATUS ? "STATUS" : "MODIFIED";
                out.event(type, change.position(), data(after));
            } else if (before != null && was) {
                shown.remove(change.key());
                out.event("DELETED", change.position(), data(before));
            }
        }

        /** Members come and go by changes of the project, without a change of their own. */
        private void sendChangedMembership(
                List<CatalogChange> changes, Catalog catalog, EventStream out)
                throws IOException, InterruptedException {
            long position = changes.getLast().position();
            Set<ResourceKey> touched = new HashSet<>();
            changes.forEach(change -> touched.add(change.key()));
            for (Resource resource : catalog.list(kind).toList()) {
                ResourceKey key = resource.key();
                boolean is = isSelected(resource, catalog);
                if (touched.contains(key) || is == shown.contains(key)) {
                    continue;
                }
                if (is) {
                    shown.add(key);
                    out.event("ADDED", position, data(resource));
                } else {
                    shown.remove(key);
                    out.event("DELETED", position, data(resource));
                }
            }
        }

        private boolean isSelected(Resource resource, Catalog catalog) {
            if (selection.project() == null) {
                return selection.selector().matches(resource.metadata().labels());
            }
            return isThere(catalog) && selection.in(catalog).test(resource);
        }

        private boolean isThere(Catalog catalog) {
            return catalog.has(ResourceKey.global("project", String.valueOf(selection.project())));
        }

        private ObjectNode data(Resource resource) {
            return isTable
                    ? ResourceTable.row(kind, resource, isWide, clock.instant())
                    : resource.toJson();
        }
    }
}
