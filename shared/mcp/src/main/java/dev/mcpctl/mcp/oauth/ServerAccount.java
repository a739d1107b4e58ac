package dev.mcpctl.mcp.oauth;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.upstream.Authorization;
import dev.mcpctl.mcp.upstream.GuardedFetch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One of our users, or all of them together, at one server: the token that its requests carry, how
 * it is renewed, how it is had in the first place. Of many requests that are refused at once, one
 * renews and the others wait for it.
 */
public final class ServerAccount implements Authorization {
    private static final Logger log = LoggerFactory.getLogger(ServerAccount.class);

    /** A token that ends while it travels is refused. */
    private static final Duration TRAVEL = Duration.ofSeconds(30);

    /** Afterwards the server is taken at its word: it does not want us to do this. */
    private static final int MAX_STEP_UPS = 3;

    private static final int MAX_OPERATIONS = 256;

    private final Parts parts;
    private final TokenEndpoint tokens;
    private final ReentrantLock renewing = new ReentrantLock();
    private final Map<String, Integer> stepUps = new HashMap<>(); // guarded by renewing
    private final HeldCredential held;
    private volatile Optional<Challenge> challenge = Optional.empty(); // the last one
    private volatile Scopes wanted = Scopes.NONE; // what a token was found to lack

    /**
     * What it is made of.
     *
     * @param server its name, for messages
     * @param name whose account it is
     * @param address where the server is
     */
    public record Parts(
            String server,
            String name,
            URI address,
            SignInSettings settings,
            Supplier<Ourselves> ourselves,
            GuardedFetch fetch,
            CredentialStore store,
            SignInDesk desk,
            Clock clock) {}

    public ServerAccount(Parts parts) {
        this.parts = parts;
        this.held = new HeldCredential(parts.store(), parts.address());
        this.tokens = new TokenEndpoint(parts.fetch(), parts.clock());
    }

    public String server() {
        return parts.server();
    }

    public String name() {
        return parts.name();
    }

    /** What it has now. */
    public Optional<Credential> credential() {
        if (!held.isLoaded()) {
            renewing.lock();
            try {
                held.load();
            } finally {
                renewing.unlock();
            }
        }
        return held.now();
    }

    @Override
    public Optional<String> header() {
        try {
            Optional<Credential> known = credential();
            if (known.filter(this::isDue).isPresent()) {
                known = renewedInTime();
            }
            return known.map(has -> "Bearer " + has.accessToken());
        } catch (RuntimeException unavailable) {
            log.atWarn()
                    .addKeyValue("server", parts.server())
                    .setCause(unavailable)
                    .log("asked without a token");
            return Optional.empty();
        }
    }

    private boolean isDue(Credential has) {
        return has.isRenewable() && has.endsWithin(TRAVEL, parts.clock().instant());
    }

    private Optional<Credential> renewedInTime() {
        renewing.lock();
        try {
            Optional<Credential> due = held.now().filter(this::isDue);
            if (due.isPresent()) {
                boolean _ = isRenewed(due.get());
            }
        } catch (OAuthException unreachable) {
            log.atWarn()
                    .addKeyValue("server", parts.server())
                    .log("the token was not renewed: {}", unreachable.text());
        } finally {
            renewing.unlock();
        }
        return held.now();
    }

    @Override
    public boolean isRenewed(Refusal refusal) {
        renewing.lock();
        try {
            if (held.isNewerThan(refusal.sentNanos())) {
                return true;
            }
            return refusal.status() == 401 ? isLetIn(refusal) : isAllowed(refusal);
        } catch (OAuthException failed) {
            throw failure(failed);
        } catch (Problem unavailable) {
            throw new McpException(
                    McpException.upstream(
                                    parts.server(),
                                    "what there is for server \""
                                            + parts.server()
                                            + "\" cannot be read now: "
                                            + unavailable.detail())
                            .error(),
                    unavailable);
        } finally {
            renewing.unlock();
        }
    }

    /** It does not know who asks. */
    private boolean isLetIn(Refusal refusal) {
        if (refusal.attempt() > 1) {
            return false;
        }
        challenge = Challenge.bearer(refusal.challenges());
        Optional<Issuing> issuing = issuing();
        if (issuing.isEmpty()) {
            return false;
        }
        Optional<Credential> known =
                held.ofIssuer(issuing.get().server().issuer()).filter(Credential::isRenewable);
        return (known.isPresent() && refusal.attempt() == 0 && isRenewed(known.get()))
                || isHad(issuing.get());
    }

    /** It knows who asks, and wants more than that. */
    private boolean isAllowed(Refusal refusal) {
        Optional<Challenge> said = Challenge.bearer(refusal.challenges());
        Scopes lacking =
                said.filter(each ->
                                each.parameter("error")
                                        .filter("insufficient_scope"::equals)
                                        .isPresent())
                        .flatMap(each -> each.parameter("scope"))
                        .map(Scopes::read)
                        .orElse(Scopes.NONE);
        if (lacking.isEmpty()) {
            return false;
        }
        Scopes had = credential().map(Credential::scopes).orElse(Scopes.NONE);
        if (had.contains(lacking) || isTooOften(refusal.operation())) {
            throw McpException.upstream(
                    parts.server(),
                    "server \""
                            + parts.server()
                            + "\" refuses "
                            + refusal.operation()
                            + ": it wants the scopes \""
                            + lacking
                            + "\", which were asked for in vain");
        }
        challenge = said;
        wanted = wanted.with(had).with(lacking);
        return issuing().map(this::isHad).orElse(false);
    }

    private boolean isTooOften(String operation) {
        if (stepUps.size() > MAX_OPERATIONS) {
            stepUps.clear();
        }
        return stepUps.merge(operation, 1, Integer::sum) > MAX_STEP_UPS;
    }

    private boolean isHad(Issuing issuing) {
        if (parts.settings().grant() == SignInSettings.Grant.PERSON) {
            return parts.desk().isSignedIn(this);
        }
        Client client =
                parts.settings()
                        .client()
                        .orElseThrow(() ->
                                new OAuthException("oauth.grant client needs oauth.clientId"));
        held.become(tokens.own(issuing.server(), client, issuing.resource(), issuing.scopes()));
        return true;
    }

    /** Has another token for what renews it; false when that is worth nothing any more. */
    private boolean isRenewed(Credential old) {
        try {
            held.become(tokens.renewed(old));
            return true;
        } catch (OAuthException refused) {
            if (!refused.isInvalidGrant() && !refused.isInvalidClient()) {
                throw refused;
            }
            if (refused.isInvalidClient()) {
                forgetRegistration(old.issuer());
            }
            log.atInfo()
                    .addKeyValue("server", parts.server())
                    .log("the token cannot be renewed: {}", refused.text());
            held.forget(old);
            return false;
        }
    }

    private void forgetRegistration(String issuer) {
        parts.ourselves()
                .get()
                .redirect()
                .ifPresent(redirect -> parts.store().removeRegistration(issuer, redirect));
    }

    /**
     * Begins to sign in; nothing is shown to anybody yet.
     *
     * @throws OAuthException when that cannot be, saying what would mend it
     */
    public SignIn begin() {
        Ourselves ourselves = parts.ourselves().get();
        URI redirect =
                ourselves
                        .redirect()
                        .orElseThrow(() ->
                                new OAuthException(
                                        "no browser can be sent back to this mcpd;"
                                                + " MCPD_PUBLIC_URL says where it is reached"));
        Issuing issuing =
                issuing()
                        .orElseThrow(() ->
                                new OAuthException("it does not say where one would sign in"));
        if (parts.settings().grant() == SignInSettings.Grant.CLIENT) {
            throw new OAuthException("nobody signs in there: mcpd does so itself");
        }
        Client client =
                new Registration(parts.fetch(), ourselves, parts.store())
                        .at(issuing.server(), redirect, parts.settings().client());
        SignIn signIn = new SignIn(issuing, client, redirect);
        try {
            parts.fetch().requireReachable(signIn.page());
        } catch (IOException unfit) {
            throw new OAuthException(String.valueOf(unfit.getMessage()), unfit);
        }
        return signIn;
    }

    /**
     * Somebody came back.
     *
     * @param query what with
     * @throws OAuthException when it is of no use
     */
    public void finish(SignIn signIn, Map<String, String> query) {
        String code = signIn.code(query);
        Credential had;
        try {
            had = tokens.exchanged(signIn, code);
        } catch (OAuthException refused) {
            if (refused.isInvalidClient()) {
                forgetRegistration(signIn.issuer());
            }
            throw refused;
        }
        renewing.lock();
        try {
            held.become(had);
        } finally {
            renewing.unlock();
        }
    }

    /** Forgets what it has; false when that was nothing. */
    public boolean remove() {
        renewing.lock();
        try {
            Optional<Credential> known = credential();
            known.ifPresent(held::forget);
            stepUps.clear();
            wanted = Scopes.NONE;
            return known.isPresent();
        } finally {
            renewing.unlock();
        }
    }

    /** Empty for a server that says nothing of signing in. */
    private Optional<Issuing> issuing() {
        return Issuing.of(parts.fetch(), parts.address(), parts.settings(), challenge)
                .map(issuing -> issuing.with(wanted));
    }

    private McpException failure(OAuthException why) {
        return McpException.upstream(
                parts.server(),
                "server \"" + parts.server() + "\" wants to know who asks: " + why.text());
    }
}
