package dev.mcpctl.cli.context;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.home.Context;
import dev.mcpctl.api.home.Contexts;
import dev.mcpctl.api.home.Credentials;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.McpdTarget;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code mcpctl login}. */
@Command(
        description =
                "Check a token against a daemon, store both as a context, and use it from now on."
                        + " On a terminal the token is asked for.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl login --mcpd-url https://mcp.example.com",
            "  mcpctl login --mcpd-url http://mcp.example.com:3000 --token-file token.txt",
            "  pass show mcp | mcpctl login --mcpd-url http://mcp.example.com:3000 --token-file -"
        })
public final class LoginCommand implements Callable<Integer> {
    private static final Path INPUT = Path.of("-");

    private final Invocation invocation;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "What to call the daemon; by default its host and port.")
    private @Nullable String contextName;

    public LoginCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        Home home = invocation.home();
        home.checkPrivate();
        URI url = url(home);
        String token = token(url);
        JsonNode version =
                new DaemonClient(url, () -> Optional.of(token), invocation.timeouts()).version();
        String name = contextName == null ? nameOf(home, url) : contextName;
        Contexts contexts = new Contexts(home);
        contexts.put(new Context(name, url));
        new Credentials(home).put(name, token);
        contexts.use(name);
        invocation
                .streams()
                .out()
                .println(
                        "Logged in to "
                                + url
                                + " as "
                                + version.path("identity").asText()
                                + " (context \""
                                + name
                                + "\")");
        return 0;
    }

    private URI url(Home home) {
        if (invocation.options().mcpdUrl().isPresent()) {
            return Contexts.daemonUrl(invocation.options().mcpdUrl().get(), "--mcpd-url");
        }
        return McpdTarget.resolve(home, invocation.environment(), null, null).url();
    }

    /** The context that has this address already, else one named by it. */
    private static String nameOf(Home home, URI url) {
        return new Contexts(home)
                .all().stream()
                        .filter(context -> context.mcpdUrl().equals(url))
                        .map(Context::name)
                        .findFirst()
                        .orElse(url.getAuthority());
    }

    private String token(URI url) throws IOException {
        Optional<Path> file = invocation.options().tokenFile();
        String token;
        if (file.isEmpty()) {
            token = asked(url);
        } else if (file.get().equals(INPUT)) {
            token = new String(invocation.streams().in().readAllBytes(), StandardCharsets.UTF_8);
        } else {
            token = Files.readString(invocation.directory().resolve(file.get()));
        }
        if (token.isBlank()) {
            throw new Problem(ProblemType.LOCAL, "the token is empty");
        }
        return token.strip();
    }

    private String asked(URI url) {
        Console console = invocation.streams().isInteractive() ? System.console() : null;
        if (console == null) {
            throw new UsageError(
                    "no terminal to ask for the token on; give --token-file FILE or -");
        }
        char[] typed = console.readPassword("Token for %s: ", url);
        return typed == null ? "" : new String(typed);
    }
}
