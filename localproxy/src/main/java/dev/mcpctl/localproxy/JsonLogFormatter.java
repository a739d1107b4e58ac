package dev.mcpctl.localproxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** One line of JSON for each record. */
final class JsonLogFormatter extends Formatter {
    private static final JsonFactory JSON = new JsonFactory();

    /** From now on everything logged goes to stderr in this form, from level INFO on. */
    static void install() {
        LogManager.getLogManager().reset();
        ConsoleHandler stderr = new ConsoleHandler();
        stderr.setFormatter(new JsonLogFormatter());
        Logger root = Logger.getLogger("");
        root.addHandler(stderr);
        root.setLevel(Level.INFO);
    }

    @Override
    public String format(LogRecord entry) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("at", entry.getInstant().toString());
            json.writeStringField("level", entry.getLevel().getName());
            json.writeStringField("logger", String.valueOf(entry.getLoggerName()));
            json.writeStringField("message", formatMessage(entry));
            if (entry.getThrown() != null) {
                StringWriter trace = new StringWriter();
                entry.getThrown().printStackTrace(new PrintWriter(trace));
                json.writeStringField("error", trace.toString());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.append('\n').toString();
    }
}
