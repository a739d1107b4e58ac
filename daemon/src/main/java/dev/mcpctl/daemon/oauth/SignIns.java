package dev.mcpctl.daemon.oauth;

import dev.mcpctl.mcp.oauth.ServerAccount;
import dev.mcpctl.mcp.oauth.SignIn;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The links that people open to sign in, from their making to the way back. In memory: one that was
 * made by an mcpd that is gone is asked for again. Any thread.
 */
final class SignIns {
    static final Duration VALID = Duration.ofMinutes(10);
    private static final int MAX_OPEN = 1_000;
    private static final int BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final Map<String, Link> links = new LinkedHashMap<>(); // guarded by this; oldest first

    /**
     * A link; whoever knows its id may see what it is for.
     *
     * @param account whose credential it leads to
     * @param principal whom it was made for
     */
    record Link(String id, String server, String account, String principal, Instant expiry) {}

    /** Somebody on the way, with the browser that was sent there. */
    record Begun(Link link, SignIn signIn, String browser) {}

    private final Map<String, Begun> begun = new LinkedHashMap<>(); // guarded by this; by state

    SignIns(Clock clock) {
        this.clock = clock;
    }

    /** The link for that; the same as long as it is good. */
    synchronized Link link(ServerAccount account, String principal) {
        forgetTheOld();
        for (Link known : links.values()) {
            if (known.server().equals(account.server())
                    && known.account().equals(account.name())
                    && known.principal().equals(principal)) {
                return known;
            }
        }
        if (links.size() >= MAX_OPEN) {
            Iterator<Link> oldest = links.values().iterator();
            forget(oldest.next());
        }
        Link link =
                new Link(
                        secret(),
                        account.server(),
                        account.name(),
                        principal,
                        clock.instant().plus(VALID));
        links.put(link.id(), link);
        return link;
    }

    /** Empty when it was used, has expired or never was. */
    synchronized Optional<Link> find(String id) {
        forgetTheOld();
        return Optional.ofNullable(links.get(id));
    }

    /** The browser is sent on its way, instead of any before. */
    synchronized Begun begin(Link link, SignIn signIn) {
        begun.values().removeIf(other -> other.link().equals(link));
        Begun now = new Begun(link, signIn, secret());
        begun.put(signIn.state(), now);
        return now;
    }

    /** Whose way back it is; each way is gone once only. */
    synchronized @Nullable Begun returned(String state) {
        forgetTheOld();
        return begun.remove(state);
    }

    /** It has served its purpose. */
    synchronized void forget(Link link) {
        links.remove(link.id());
        begun.values().removeIf(other -> other.link().equals(link));
    }

    static URI address(URI base, Link link) {
        return base.resolve("/oauth/start/" + link.id());
    }

    private void forgetTheOld() {
        Instant now = clock.instant();
        links.values().removeIf(link -> !now.isBefore(link.expiry()));
        begun.values().removeIf(other -> !links.containsKey(other.link().id()));
    }

    private String secret() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
