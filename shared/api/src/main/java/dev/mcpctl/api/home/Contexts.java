package dev.mcpctl.api.home;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.yaml.YamlFault;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The contexts in {@code config.yaml}. Edits keep what else is in the file, comments too; one
 * writer at a time. What is not known there is an error that names file, line and key.
 */
public final class Contexts {
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(5);

    private final Home home;

    public Contexts(Home home) {
        this.home = home;
    }

    /**
     * As listed in the file; the one of this home is not among them unless it was written there.
     */
    public List<Context> all() {
        return read().map(ConfigText::contexts).orElse(List.of());
    }

    /** The name that is in use; {@link Context#LOCAL} when none was chosen. */
    public String currentName() {
        return read().flatMap(ConfigText::currentName).orElse(Context.LOCAL);
    }

    /** The context of that name. */
    public Optional<Context> find(String name) {
        return all().stream().filter(context -> context.name().equals(name)).findFirst();
    }

    /**
     * The context in use; empty when it is the daemon of this home, whose address is in {@code
     * run/}.
     *
     * @throws Problem LOCAL when the file names a context that it does not list
     */
    public Optional<Context> current() {
        Optional<ConfigText> config = read();
        if (config.isEmpty()) {
            return Optional.empty();
        }
        String name = config.get().currentName().orElse(Context.LOCAL);
        for (Context context : config.get().contexts()) {
            if (context.name().equals(name)) {
                return Optional.of(context);
            }
        }
        if (name.equals(Context.LOCAL)) {
            return Optional.empty();
        }
        throw unknown(name, config.get().contexts());
    }

    /** Adds a context or replaces its address. */
    public void put(Context context) {
        edit(config -> config.put(context));
    }

    /**
     * Chooses the context in use.
     *
     * @throws Problem LOCAL when there is no such context
     */
    public void use(String name) {
        edit(config -> {
            boolean isListed =
                    config.contexts().stream().anyMatch(context -> context.name().equals(name));
            if (!isListed && !name.equals(Context.LOCAL)) {
                throw unknown(name, config.contexts());
            }
            config.use(name);
        });
    }

    private void edit(Consumer<ConfigText> change) {
        home.create();
        Path lock = home.run().resolve("lock.config");
        try (ProgramLock _ = ProgramLock.await(home, lock, LOCK_LIMIT)) {
            ConfigText config = read().orElseGet(ConfigText::empty);
            change.accept(config);
            home.writePrivate(home.config(), config.text().getBytes(StandardCharsets.UTF_8));
        }
    }

    private Optional<ConfigText> read() {
        Path file = home.config();
        try {
            return Optional.of(ConfigText.parse(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (YamlFault e) {
            throw e.in(file.toString());
        } catch (IOException e) {
            throw new Problem(ProblemType.LOCAL, "cannot read " + file + ": " + Home.reason(e), e);
        }
    }

    private Problem unknown(String name, List<Context> known) {
        List<String> names = new ArrayList<>(known.stream().map(Context::name).toList());
        if (!names.contains(Context.LOCAL)) {
            names.addFirst(Context.LOCAL);
        }
        return new Problem(
                ProblemType.LOCAL,
                "no context \""
                        + name
                        + "\" in "
                        + home.config()
                        + "; expected one of "
                        + String.join(", ", names));
    }

    /**
     * The address of a daemon, checked.
     *
     * @param origin where the text was written, for the message
     * @throws Problem LOCAL
     */
    public static URI daemonUrl(String text, String origin) {
        try {
            URI uri = URI.create(text);
            String scheme = String.valueOf(uri.getScheme());
            if ((scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                String path = uri.getPath().replaceAll("/+$", "");
                return URI.create(scheme + "://" + uri.getRawAuthority() + path);
            }
        } catch (IllegalArgumentException e) {
            // said below, with what was expected
        }
        throw new Problem(
                ProblemType.LOCAL, origin + ": expected http://HOST:PORT, got \"" + text + "\"");
    }
}
