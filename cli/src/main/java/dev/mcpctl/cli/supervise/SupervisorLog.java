package dev.mcpctl.cli.supervise;

import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.json.JsonCodec;

import java.io.PrintStream;
import java.time.Instant;

/** The supervisor's log: one JSON object a line. */
final class SupervisorLog {
    private final PrintStream out;

    SupervisorLog(PrintStream out) {
        this.out = out;
    }

    void info(Program program, String message) {
        write("INFO", program, message);
    }

    void warning(Program program, String message) {
        write("WARNING", program, message);
    }

    private void write(String level, Program program, String message) {
        out.println(
                JsonCodec.text(
                        JsonCodec.object()
                                .put("at", Instant.now().toString())
                                .put("level", level)
                                .put("program", program.label())
                                .put("message", message)));
        out.flush();
    }
}
