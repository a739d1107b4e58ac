package dev.mcpctl.api.home;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which mcpd, and with whose token.
 *
 * @param context the context that it is, if it is one
 * @param origin where the address was written: for messages and {@code config view}
 * @param token absent when there is none for this address
 * @param tokenOrigin where a token was given that stands above the context's; empty for the
 *     context's own
 */
public record McpdTarget(
        URI url,
        Optional<String> context,
        String origin,
        Optional<String> token,
        Optional<String> tokenOrigin) {
    public static final String URL_VARIABLE = "MCPD_URL";
    public static final String TOKEN_VARIABLE = "MCPCTL_TOKEN";

    /**
     * The address: flag, then environment, then the context in use, then what runs in this home.
     * The token: flag, then environment, then that of the context with this very address, so that
     * no daemon gets the token of another.
     *
     * @param urlFlag the value of {@code --mcpd-url}
     * @param tokenFile the value of {@code --token-file}
     * @throws Problem UNREACHABLE when the daemon of this home is meant and does not run; LOCAL for
     *     a file or an address that cannot be used
     */
    public static McpdTarget resolve(
            Home home,
            Map<String, String> environment,
            @Nullable String urlFlag,
            @Nullable Path tokenFile) {
        McpdTarget address = address(home, environment, urlFlag);
        if (tokenFile != null) {
            return address.withToken(
                    Optional.of(readToken(tokenFile)), Optional.of("--token-file " + tokenFile));
        }
        String variable = environment.getOrDefault(TOKEN_VARIABLE, "");
        if (!variable.isEmpty()) {
            return address.withToken(
                    Optional.of(variable), Optional.of("the variable " + TOKEN_VARIABLE));
        }
        return address.withToken(
                address.context().flatMap(new Credentials(home)::token), Optional.empty());
    }

    /** What to say to a person whose token mcpd refuses: which one that was, or how to get one. */
    public String remedy() {
        return tokenOrigin
                .map(place -> "it is that of " + place)
                .orElse("log in with: mcpctl login --mcpd-url " + url);
    }

    private static McpdTarget address(
            Home home, Map<String, String> environment, @Nullable String urlFlag) {
        if (urlFlag != null) {
            return given(home, Contexts.daemonUrl(urlFlag, "--mcpd-url"), "--mcpd-url");
        }
        String variable = environment.getOrDefault(URL_VARIABLE, "");
        if (!variable.isEmpty()) {
            return given(home, Contexts.daemonUrl(variable, URL_VARIABLE), URL_VARIABLE);
        }
        Optional<Context> current = new Contexts(home).current();
        if (current.isPresent()) {
            return of(current.get(), "context " + current.get().name());
        }
        return running(home)
                .map(context -> of(context, home.runFile(Program.MCPD).toString()))
                .orElseThrow(() ->
                        new Problem(
                                ProblemType.UNREACHABLE,
                                "mcpd does not run for "
                                        + home.directory()
                                        + "; start it with: mcpctl up"));
    }

    private static McpdTarget given(Home home, URI url, String origin) {
        for (Context context : new Contexts(home).all()) {
            if (context.mcpdUrl().equals(url)) {
                return of(context, origin);
            }
        }
        return running(home)
                .filter(context -> context.mcpdUrl().equals(url))
                .map(context -> of(context, origin))
                .orElse(
                        new McpdTarget(
                                url, Optional.empty(), origin, Optional.empty(), Optional.empty()));
    }

    private static McpdTarget of(Context context, String origin) {
        return new McpdTarget(
                context.mcpdUrl(),
                Optional.of(context.name()),
                origin,
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<Context> running(Home home) {
        return RunFile.alive(home, Program.MCPD)
                .flatMap(file -> Optional.ofNullable(file.url()))
                .map(url -> new Context(Context.LOCAL, Contexts.daemonUrl(url.toString(), "url")));
    }

    private static String readToken(Path file) {
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new Problem(ProblemType.LOCAL, "--token-file " + file + " is empty");
            }
            return token;
        } catch (IOException e) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "cannot read --token-file " + file + ": " + Home.reason(e),
                    e);
        }
    }

    private McpdTarget withToken(Optional<String> found, Optional<String> place) {
        return new McpdTarget(url, context, origin, found, place);
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return "McpdTarget[" + url + ", " + origin + (token.isPresent() ? ", token ***]" : "]");
    }
}
