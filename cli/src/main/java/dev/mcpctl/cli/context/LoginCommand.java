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
                        + " A token that is known for this address already is taken, such as that of"
                        + " the daemon that \"up\" started; else it is asked for on the terminal.",
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
        McpdTarget target =
                McpdTarget.resolve(
                        home,
                        invocation.environment(),
                        invocation.options().mcpdUrl().orElse(null),
                        null);
        URI url = target.url();
        String token = token(target);
        JsonNode version =
                new DaemonClient(url, () -> Optional.of(token), invocation.timeouts()).version();
        String name =
                contextName == null ? target.context().orElse(url.getAuthority()) : contextName;
        Contexts contexts = new Contexts(home);
        boolean isOfThisHome =
                name.equals(Context.LOCAL)
                        && contexts.find(name).isEmpty()
                        && target.context().equals(Optional.of(name));
        if (!isOfThisHome) { // else its address is in run/, and changes with each start
            contexts.put(new Context(name, url));
        }
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

    /** The one given, else the one that is kept for this very address, else the one typed. */
    private String token(McpdTarget target) throws IOException {
        Optional<Path> file = invocation.options().tokenFile();
        String token;
        if (file.isEmpty()) {
            token = target.token().isPresent() ? target.token().get() : asked(target.url());
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
