package dev.mcpctl.cli.supervise;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.StartRecord;
import dev.mcpctl.api.problem.Problem;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Keeps what the start record wants alive. One thread. */
final class Supervision {
    private final Home home;
    private final SupervisorLog log;
    private final Map<Program, WatchedDaemon> daemons = new EnumMap<>(Program.class);
    private Map<Program, DaemonState> written = Map.of();
    private @Nullable StartRecord record;
    private @Nullable Object recordVersion; // of the file that record was read from

    Supervision(Home home, SupervisorLog log) {
        this.home = home;
        this.log = log;
    }

    /** Looks after everything once; false when nothing is to run any more. */
    boolean check() {
        reload();
        StartRecord wanted = record;
        if (wanted == null || wanted.wanted().isEmpty()) {
            return false;
        }
        Map<Program, DaemonState> states = new EnumMap<>(Program.class);
        daemons.forEach((program, daemon) -> {
            daemon.check(wanted);
            states.put(program, daemon.state());
        });
        if (!states.equals(written)) {
            SupervisionFile.write(home, states);
            written = states;
        }
        return true;
    }

    /** A record is replaced by a rename, so another file means another record. */
    private void reload() {
        Object version;
        try {
            var attributes = Files.readAttributes(home.startRecord(), BasicFileAttributes.class);
            version = attributes.fileKey() + " " + attributes.lastModifiedTime();
        } catch (IOException e) {
            version = "";
        }
        if (version.equals(recordVersion)) {
            return;
        }
        recordVersion = version;
        try {
            Optional<StartRecord> read = StartRecord.read(home);
            record = read.orElse(null);
            read.ifPresent(this::follow);
        } catch (Problem e) {
            log.warning(Program.SUPERVISOR, e.detail());
        }
    }

    private void follow(StartRecord changed) {
        daemons.keySet().retainAll(changed.wanted());
        for (Program program : changed.wanted()) {
            daemons.computeIfAbsent(program, name -> new WatchedDaemon(home, name, log)).forgive();
        }
    }
}
