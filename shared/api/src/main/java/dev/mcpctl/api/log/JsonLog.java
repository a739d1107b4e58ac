package dev.mcpctl.api.log;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log of a daemon: one JSON object a line on stderr. */
public final class JsonLog extends Formatter {
    private static final String MANAGER = "java.util.logging.manager";

    // Loggers are held weakly by their manager; a level goes with its logger.
    private static final List<Logger> CONFIGURED = new ArrayList<>();

    private JsonLog() {}

    /**
     * Call first in {@code main}, before anything has a logger.
     *
     * @param libraries from which level on the loggers below a name are heard, where it is not INFO
     */
    public static void install(Map<String, Level> libraries) {
        System.setProperty(MANAGER, LastingLogManager.class.getName());
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new StandardError(System.err));
        libraries.forEach((name, level) -> {
            Logger logger = Logger.getLogger(name);
            logger.setLevel(level);
            CONFIGURED.add(logger);
        });
    }

    @Override
    public String format(LogRecord record) {
        ObjectNode json =
                JsonCodec.object()
                        .put("time", record.getInstant().toString())
                        .put("level", level(record.getLevel()))
                        .put("logger", record.getLoggerName())
                        .put("message", formatMessage(record));
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace));
            json.put("error", trace.toString());
        }
        return JsonCodec.text(json);
    }

    /** Libraries bring levels of their own; what counts is their rank. */
    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "warn";
        }
        return level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
    }

    /** The JDK's manager closes every handler as soon as the program begins to stop. */
    public static final class LastingLogManager extends LogManager {
        @Override
        public void reset() {
            // What happens while parts are closed is logged, too.
        }
    }

    private static final class StandardError extends Handler {
        private final PrintStream out;

        StandardError(PrintStream out) {
            this.out = out;
            setFormatter(new JsonLog());
        }

        @Override
        public void publish(LogRecord record) {
            if (!isLoggable(record)) {
                return;
            }
            try {
                out.println(getFormatter().format(record));
            } catch (RuntimeException e) {
                reportError("a record that cannot be written", e, ErrorManager.FORMAT_FAILURE);
            }
        }

        @Override
        public void flush() {
            out.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }
}
