package dev.mcpctl.daemon.feed;

import dev.mcpctl.api.attachment.ServerAttachments;
import dev.mcpctl.api.project.Projects;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.db.feed.ChangeOp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every resource at one position of the feed, secrets with null values. Below what is stored lies a
 * layer of resources that came with the program: each is there while nothing stored has its key.
 * Immutable; any thread. A spec is typed once, when somebody first asks.
 */
public final class Catalog {
    private static final Comparator<ResourceKey> BY_PROJECT_AND_NAME =
            Comparator.comparing(
                            ResourceKey::project, Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparing(ResourceKey::name);

    private final Map<String, NavigableMap<ResourceKey, Entry>> kinds;
    private final Map<ResourceKey, Resource> layer;
    private final long position;

    private Catalog(
            Map<String, NavigableMap<ResourceKey, Entry>> kinds,
            Map<ResourceKey, Resource> layer,
            long position) {
        this.kinds = kinds;
        this.layer = layer;
        this.position = position;
    }

    /**
     * A catalog of what is stored.
     *
     * @param shipped the layer below
     */
    static Catalog of(Collection<Resource> stored, Collection<Resource> shipped, long position) {
        Map<ResourceKey, Resource> layer = new HashMap<>();
        shipped.forEach(resource -> layer.put(resource.key(), resource));
        Edit edit = new Catalog(Map.of(), Map.copyOf(layer), position).edit();
        shipped.forEach(edit::put);
        stored.forEach(edit::put);
        return edit.at(position);
    }

    /** Of the feed: everything up to here is in, nothing after it. */
    public long position() {
        return position;
    }

    public Optional<Resource> find(ResourceKey key) {
        return Optional.ofNullable(ofKind(key.kind()).get(key)).map(entry -> entry.resource);
    }

    public boolean has(ResourceKey key) {
        return ofKind(key.kind()).containsKey(key);
    }

    /** All of a kind, by project and name. */
    public Stream<Resource> list(ResourceKind<?> kind) {
        return ofKind(kind.name()).values().stream().map(entry -> entry.resource);
    }

    /** As {@link #list}, only what comes behind {@code last}. */
    public Stream<Resource> listAfter(ResourceKind<?> kind, ResourceKey last) {
        return ofKind(kind.name()).tailMap(last, false).values().stream()
                .map(entry -> entry.resource);
    }

    /** The typed spec of a global resource: what the path of a message asks for. */
    public <S> Optional<S> spec(ResourceKind<S> kind, String name) {
        return spec(kind, ResourceKey.global(kind.name(), name));
    }

    public <S> Optional<S> spec(ResourceKind<S> kind, ResourceKey key) {
        return Optional.ofNullable(ofKind(kind.name()).get(key)).map(entry -> entry.spec(kind));
    }

    private NavigableMap<ResourceKey, Entry> ofKind(String kind) {
        NavigableMap<ResourceKey, Entry> entries = kinds.get(kind);
        return entries == null ? new TreeMap<>(BY_PROJECT_AND_NAME) : entries;
    }

    /** The views that differ between two states of what they derive from. */
    static List<Derived> derived(@Nullable Resource before, @Nullable Resource after) {
        Map<ResourceKey, Resource> old = attachments(before);
        Map<ResourceKey, Resource> fresh = attachments(after);
        List<Derived> changes = new ArrayList<>();
        old.forEach((key, view) -> {
            if (!fresh.containsKey(key)) {
                changes.add(new Derived(view, null));
            }
        });
        fresh.forEach((key, view) -> {
            Resource was = old.get(key);
            if (was == null || !was.spec().equals(view.spec())) {
                changes.add(new Derived(was, view));
            }
        });
        return changes;
    }

    private static Map<ResourceKey, Resource> attachments(@Nullable Resource project) {
        Map<ResourceKey, Resource> attachments = new TreeMap<>(BY_PROJECT_AND_NAME);
        if (project != null && project.key().kind().equals(Projects.KIND.name())) {
            Projects.KIND
                    .specOf(project)
                    .servers()
                    .forEach(attachment -> {
                        Resource view = ServerAttachments.of(project, attachment);
                        attachments.put(view.key(), view);
                    });
        }
        return attachments;
    }

    /** A changed copy in the making. */
    Edit edit() {
        return new Edit(this);
    }

    /** Copies a kind's map when it is first changed. Used by one thread. */
    static final class Edit {
        private final Map<String, NavigableMap<ResourceKey, Entry>> kinds;
        private final Map<String, NavigableMap<ResourceKey, Entry>> copied = new HashMap<>();
        private final Map<ResourceKey, Resource> layer;

        private Edit(Catalog base) {
            this.kinds = new HashMap<>(base.kinds);
            this.layer = base.layer;
        }

        /** What is there when nothing stored has this key. */
        @Nullable Resource below(ResourceKey key) {
            return layer.get(key);
        }

        @Nullable Resource find(ResourceKey key) {
            NavigableMap<ResourceKey, Entry> entries = kinds.get(key.kind());
            Entry entry = entries == null ? null : entries.get(key);
            return entry == null ? null : entry.resource;
        }

        /**
         * Adds or replaces.
         *
         * @return what changed in the views that derive from it
         */
        List<Derived> put(Resource resource) {
            Resource before = find(resource.key());
            own(resource.key().kind()).put(resource.key(), new Entry(resource));
            return derive(before, resource);
        }

        /** As {@link #put}, for a resource that is gone. */
        List<Derived> remove(Resource before) {
            own(before.key().kind()).remove(before.key());
            return derive(before, null);
        }

        Catalog at(long position) {
            return new Catalog(Map.copyOf(kinds), layer, position);
        }

        private List<Derived> derive(@Nullable Resource before, @Nullable Resource after) {
            attachments(before).keySet().forEach(key -> own(key.kind()).remove(key));
            attachments(after).forEach((key, view) -> own(key.kind()).put(key, new Entry(view)));
            return derived(before, after);
        }

        private NavigableMap<ResourceKey, Entry> own(String kind) {
            return copied.computeIfAbsent(
                    kind,
                    _ -> {
                        NavigableMap<ResourceKey, Entry> copy = new TreeMap<>(BY_PROJECT_AND_NAME);
                        copy.putAll(kinds.getOrDefault(kind, copy));
                        kinds.put(kind, copy);
                        return copy;
                    });
        }
    }

    /** A view that changed with what it is derived from. */
    record Derived(@Nullable Resource before, @Nullable Resource after) {
        CatalogChange toChange(long position, String author) {
            Resource present = after != null ? after : before;
            if (present == null) {
                throw new IllegalStateException("a view that was not and is not");
            }
            ChangeOp op =
                    after == null
                            ? ChangeOp.DELETE
                            : before == null ? ChangeOp.CREATE : ChangeOp.UPDATE;
            return new CatalogChange(position, op, present.key(), author, before, after, true);
        }
    }

    /** One resource and, once asked for, its typed spec. */
    private static final class Entry {
        private final Resource resource;
        private volatile @Nullable Object spec; // computed twice at worst, and then equal

        Entry(Resource resource) {
            this.resource = resource;
        }

        @SuppressWarnings("unchecked") // an entry is found by its kind's name only
        <S> S spec(ResourceKind<S> kind) {
            Object typed = spec;
            if (typed == null) {
                typed = kind.specOf(resource);
                spec = typed;
            }
            return (S) typed;
        }
    }
}
