package dev.mcpctl.cli.context;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The options that every command has, before or behind the verb. Built by hand: reading annotations
 * makes proxies, which no start-up cache keeps, and every command would pay for them.
 */
public final class GlobalOptions {
    private final OptionSpec project =
            OptionSpec.builder("-p", "--project")
                    .paramLabel("NAME")
                    .type(String.class)
                    .description("The project that the command is about.")
                    .build();
    private final OptionSpec mcpdUrl =
            OptionSpec.builder("--mcpd-url")
                    .paramLabel("URL")
                    .type(String.class)
                    .description("The daemon to talk to, instead of the current context's.")
                    .build();
    private final OptionSpec tokenFile =
            OptionSpec.builder("--token-file")
                    .paramLabel("FILE")
                    .type(String.class)
                    .description("A file that holds the token to use.")
                    .build();
    private final OptionSpec requestTimeout =
            OptionSpec.builder("--request-timeout")
                    .paramLabel("TIME")
                    .type(Duration.class)
                    .converters(new DurationConverter())
                    .description(
                            "How long one request may take: 30s, 2m; 0 means as long as it takes.")
                    .build();

    /**
     * The options for one command, help among them; whichever command reads them, the values are
     * found here.
     *
     * @param used names that the command gives to options of its own
     */
    public CommandSpec spec(Set<String> used) {
        CommandSpec spec = CommandSpec.create();
        spec.addOption(
                OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        for (OptionSpec option : List.of(project, mcpdUrl, tokenFile, requestTimeout)) {
            List<String> names = new ArrayList<>(List.of(option.names()));
            names.removeAll(used);
            if (!names.isEmpty()) {
                spec.addOption(
                        OptionSpec.builder(option).names(names.toArray(String[]::new)).build());
            }
        }
        return spec;
    }

    public Optional<String> project() {
        return Optional.ofNullable(project.getValue());
    }

    public Optional<String> mcpdUrl() {
        return Optional.ofNullable(mcpdUrl.getValue());
    }

    public Optional<Path> tokenFile() {
        return Optional.<String>ofNullable(tokenFile.getValue()).map(Path::of);
    }

    public Optional<Duration> requestTimeout() {
        return Optional.ofNullable(requestTimeout.getValue());
    }

    /** Reads {@code 10s}, {@code 5m}, {@code 2h}, {@code 1d}, {@code 500ms} and plain seconds. */
    public static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            int digits = 0;
            while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
                digits++;
            }
            if (digits == 0 || digits > 9) {
                throw notADuration(text);
            }
            long amount = Long.parseLong(text.substring(0, digits));
            return switch (text.substring(digits)) {
                case "", "s" -> Duration.ofSeconds(amount);
                case "ms" -> Duration.ofMillis(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                case "d" -> Duration.ofDays(amount);
                default -> throw notADuration(text);
            };
        }

        private static TypeConversionException notADuration(String text) {
            return new TypeConversionException(
                    "expected a time such as 30s, 10m or 2h, got \"" + text + "\"");
        }
    }
}
