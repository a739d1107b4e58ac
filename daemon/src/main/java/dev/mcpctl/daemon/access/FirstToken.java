package dev.mcpctl.daemon.access;

import dev.mcpctl.api.home.Credentials;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.db.DatabaseLocation;
import dev.mcpctl.db.token.TokenTable;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** How the first caller gets a token, and one who has lost it another. */
public final class FirstToken {
    /** The context of the mcpd on this machine. */
    private static final String LOCAL_CONTEXT = "local";

    private static final Logger LOG = LoggerFactory.getLogger(FirstToken.class);

    private final TokenTable tokens;
    private final Home home;
    private final String subject;

    /** The token is for the user of the operating system as whom this program runs. */
    public FirstToken(TokenTable tokens, Home home) {
        this.tokens = tokens;
        this.home = home;
        this.subject = "user:" + System.getProperty("user.name");
    }

    /**
     * Makes a token when there is none at all. That of an embedded database goes to the home's
     * credentials: who can read the home owns the installation. Of an external one the home proves
     * nothing, so a file must be named.
     *
     * @throws Problem LOCAL, when a file must be named and is not
     */
    public void ensure(DatabaseLocation location, @Nullable Path bootstrapTokenFile) {
        switch (location) {
            case DatabaseLocation.Embedded _ ->
                    tokens.issueFirst(subject)
                            .ifPresent(token -> {
                                new Credentials(home).put(LOCAL_CONTEXT, token);
                                LOG.info(
                                        "the first token, of {}, is in {}",
                                        subject,
                                        home.credentials());
                            });
            case DatabaseLocation.External _ -> ensure(bootstrapTokenFile);
        }
    }

    private void ensure(@Nullable Path file) {
        if (!tokens.all().isEmpty()) {
            return;
        }
        if (file == null) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "the database of MCPD_DATABASE_URL knows no token yet; MCPD_BOOTSTRAP_TOKEN_FILE must name a file for the first one");
        }
        tokens.issueFirst(subject)
                .ifPresent(token -> {
                    write(file, token);
                    LOG.info("the first token, of {}, is in {}", subject, file);
                });
    }

    /** Makes another token and writes it to a file that only this user may read. */
    public void another(Path file) {
        write(file, tokens.issue(subject));
        LOG.info("another token of {} is in {}", subject, file);
    }

    private void write(Path file, String token) {
        home.writePrivate(
                file.toAbsolutePath(), (token + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
