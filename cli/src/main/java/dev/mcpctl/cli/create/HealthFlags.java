package dev.mcpctl.cli.create;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.cli.context.GlobalOptions.DurationConverter;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.time.Duration;

/** The flags that say how health is found out, named as docker names them. */
final class HealthFlags {
    private static final String ARGUMENTS = "--health-args";

    @Option(
            names = "--health-tool",
            paramLabel = "TOOL",
            description = "A tool that answers when the server is well; else its tools are listed.")
    private @Nullable String tool;

    @Option(
            names = ARGUMENTS,
            paramLabel = "JSON",
            description = "What that tool is called with: an object.")
    private @Nullable String arguments;

    @Option(
            names = "--health-interval",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How often: 30s, 5m.")
    private @Nullable Duration interval;

    @Option(
            names = "--health-timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long an answer may take.")
    private @Nullable Duration timeout;

    @Option(
            names = "--health-retries",
            paramLabel = "N",
            description = "After how many failures in a row it is unhealthy.")
    private @Nullable String retries;

    @Option(
            names = "--health-start-period",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long after its start the first one is.")
    private @Nullable Duration startPeriod;

    void addTo(FlaggedSpec spec) {
        spec.text("--health-tool", "healthCheck/tool", tool);
        if (arguments != null) {
            try {
                spec.set(ARGUMENTS, "healthCheck/arguments", JsonCodec.read(arguments));
            } catch (Problem e) {
                throw new UsageError(ARGUMENTS + ": " + e.detail());
            }
        }
        seconds(spec, "--health-interval", "healthCheck/intervalSeconds", interval);
        seconds(spec, "--health-timeout", "healthCheck/timeoutSeconds", timeout);
        spec.number("--health-retries", "healthCheck/failureThreshold", retries);
        seconds(spec, "--health-start-period", "healthCheck/initialDelaySeconds", startPeriod);
    }

    /** A field that counts seconds. */
    static void seconds(FlaggedSpec spec, String flag, String path, @Nullable Duration time) {
        if (time == null) {
            return;
        }
        if (time.toMillisPart() != 0) {
            throw new UsageError(
                    flag + ": expected whole seconds, got " + time.toMillis() + " milliseconds");
        }
        spec.set(flag, path, JsonNodeFactory.instance.numberNode(time.toSeconds()));
    }
}
