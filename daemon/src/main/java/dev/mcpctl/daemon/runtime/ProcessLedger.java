package dev.mcpctl.daemon.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.mcpctl.api.home.AtomicFile;
import dev.mcpctl.api.home.ProcessIdentity;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which processes this node started, on disk: for those that have overwritten their environment,
 * where the marks would be. A file that cannot be written costs that, and no start.
 */
final class ProcessLedger {
    private static final Logger log = LoggerFactory.getLogger(ProcessLedger.class);

    private final Path file;
    private final Map<ProcessIdentity, Entry> entries = new LinkedHashMap<>(); // guarded by this

    ProcessLedger(Path file) {
        this.file = file;
    }

    /**
     * One process.
     *
     * @param address where it serves HTTP; empty for stdio
     * @param fingerprint of what it was started from
     */
    record Entry(
            ProcessIdentity identity,
            String server,
            String instance,
            String address,
            String fingerprint) {}

    /** What an earlier life of this node wrote and never took out. */
    synchronized List<Entry> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            JsonNode json = JsonCodec.read(Files.readAllBytes(file));
            return json.valueStream()
                    .map(entry ->
                            new Entry(
                                    new ProcessIdentity(
                                            entry.path("pid").asLong(),
                                            entry.path("startTime").asLong()),
                                    entry.path("server").asText(),
                                    entry.path("instance").asText(),
                                    entry.path("address").asText(),
                                    entry.path("fingerprint").asText()))
                    .filter(entry -> entry.identity().pid() > 1)
                    .toList();
        } catch (IOException | Problem e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .log("unreadable, so marks alone decide: {}", e.getMessage());
            return List.of();
        }
    }

    /** Whether a process of that instance was started in this life and has not ended. */
    synchronized boolean holds(String instance) {
        return entries.values().stream().anyMatch(entry -> entry.instance().equals(instance));
    }

    synchronized void add(Entry entry) {
        entries.put(entry.identity(), entry);
        write();
    }

    synchronized void remove(ProcessIdentity identity) {
        if (entries.remove(identity) != null) {
            write();
        }
    }

    private void write() {
        ArrayNode json = JsonCodec.array();
        entries.forEach((identity, entry) ->
                json.addObject()
                        .put("pid", identity.pid())
                        .put("startTime", identity.startTime())
                        .put("server", entry.server())
                        .put("instance", entry.instance())
                        .put("address", entry.address())
                        .put("fingerprint", entry.fingerprint()));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFile.write(file, JsonCodec.bytes(json), "rw-------");
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", file).log("not written: {}", e.getMessage());
        }
    }
}
