package dev.mcpctl.mcp.oauth;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Optional;

/**
 * The credential that an account goes by now, and what is kept of it. Reading it is for any thread;
 * everything else is done by whoever renews.
 */
final class HeldCredential {
    private final CredentialStore store;
    private final URI address;
    private volatile @Nullable Credential held;
    private volatile boolean isLoaded;
    private volatile long changedNanos; // 0: not since this process began

    /**
     * @param address of the server that it is for
     */
    HeldCredential(CredentialStore store, URI address) {
        this.store = store;
        this.address = address;
    }

    boolean isLoaded() {
        return isLoaded;
    }

    /** Reads what is kept, unless that was done. */
    void load() {
        if (!isLoaded) {
            // What was given for another address is of no use at this one, and not for it.
            held =
                    store.latest()
                            .filter(kept -> ProtectedResource.covers(kept.resource(), address))
                            .orElse(null);
            isLoaded = true;
        }
    }

    Optional<Credential> now() {
        return Optional.ofNullable(held);
    }

    /** Whether there is another one than at that moment, by {@link System#nanoTime}. */
    boolean isNewerThan(long nanos) {
        return held != null && changedNanos != 0 && changedNanos - nanos > 0;
    }

    /** What there is of an issuer; what is of another is of no use here any more. */
    Optional<Credential> ofIssuer(String issuer) {
        load();
        Credential known = held;
        if (known != null && !known.issuer().equals(issuer)) {
            held = store.find(issuer).orElse(null);
            changedNanos = System.nanoTime();
        }
        return now();
    }

    void become(Credential now) {
        store.save(now);
        held = now;
        isLoaded = true;
        changedNanos = System.nanoTime();
    }

    void forget(Credential old) {
        store.remove(old.issuer());
        held = null;
        changedNanos = System.nanoTime();
    }
}
