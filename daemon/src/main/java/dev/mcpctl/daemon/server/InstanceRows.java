package dev.mcpctl.daemon.server;

import dev.mcpctl.api.instance.Instances;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.feed.Author;
import dev.mcpctl.db.instance.Instance;
import dev.mcpctl.db.instance.InstanceStatus;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The rows of one server's instances, made to be what was observed. One thread writes. */
final class InstanceRows {
    private final Database database;
    private final Author author;
    private final String node;
    private final String server;
    private final ConcurrentMap<String, InstanceStatus> resumed = new ConcurrentHashMap<>();
    private final Map<String, InstanceStatus> written = new LinkedHashMap<>();
    private final Set<String> deleted = new HashSet<>(); // by somebody else

    InstanceRows(Database database, Author author, String node, String server) {
        this.database = database;
        this.author = author;
        this.node = node;
        this.server = server;
    }

    /** That row is there already. Any thread. */
    void resume(String instance, InstanceStatus status) {
        resumed.put(instance, status);
    }

    /**
     * Makes, changes and deletes rows.
     *
     * @return the names of those whose row somebody else deleted
     */
    List<String> write(Observation observation) {
        Set<String> observed = new HashSet<>();
        observation.instances().forEach(instance -> observed.add(instance.name()));
        for (String name : List.copyOf(written.keySet())) {
            if (!observed.contains(name)) {
                database.instances().delete(author, name);
                written.remove(name);
                deleted.remove(name);
            }
        }
        return observation.instances().stream()
                .filter(instance -> !write(observation, instance))
                .map(Observation.OfInstance::name)
                .toList();
    }

    /** Whether there is a row of that name, so that events may be recorded of it. */
    boolean has(String instance) {
        return written.containsKey(instance) && !deleted.contains(instance);
    }

    static ResourceKey key(String instance) {
        return ResourceKey.global(Instances.KIND.name(), instance);
    }

    /** False when it was found to be deleted. */
    private boolean write(Observation observation, Observation.OfInstance instance) {
        String name = instance.name();
        InstanceStatus known = written.get(name);
        if (known == null) {
            known = made(observation, instance);
            written.put(name, known);
        }
        if (known.equals(instance.status()) || deleted.contains(name)) {
            return true;
        }
        Optional<Instance> row =
                database.instances().updateStatus(author, name, _ -> instance.status()).value();
        written.put(name, instance.status());
        return row.isPresent() || !deleted.add(name);
    }

    private InstanceStatus made(Observation observation, Observation.OfInstance instance) {
        InstanceStatus there = resumed.remove(instance.name());
        if (there != null) {
            return there;
        }
        // A write whose answer was lost has made it already.
        Optional<Instance> found = database.instances().find(instance.name());
        if (found.isPresent()) {
            return found.get().status();
        }
        return database.instances()
                .create(
                        author,
                        instance.name(),
                        server,
                        observation.serverUid(),
                        instance.generation(),
                        node,
                        observation.runtime(),
                        instance.owner())
                .value()
                .status();
    }
}
