package dev.mcpctl.localproxy.control;

import dev.mcpctl.api.home.ListenAddress;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.mcp.issuer.OutsideSettings;
import dev.mcpctl.mcp.issuer.TrustedIssuer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * How the owner of this program reaches it from elsewhere, as the environment says: through what,
 * and with whose tokens.
 *
 * @param isLoopback whether it listens for this machine only
 * @param publicUrl where it is reached, if that is not where it listens
 * @param guests whose tokens open it; empty: nobody's but its own
 */
public record RemoteAccess(
        boolean isLoopback, Optional<URI> publicUrl, Optional<OwnerElsewhere> guests) {
    private static final String PREFIX = "MCPLOCAL";
    private static final String SUBJECT = PREFIX + "_OAUTH_SUBJECT";

    /**
     * The owner, as somebody else knows them.
     *
     * @param subject what the issuer calls them
     */
    public record OwnerElsewhere(TrustedIssuer issuer, String subject) {}

    /**
     * Reads what the environment says.
     *
     * @throws Problem LOCAL, which names the variable that is wrong
     */
    public static RemoteAccess of(Map<String, String> environment, ListenAddress address) {
        boolean isLoopback = isLoopback(address.host());
        OutsideSettings outside = OutsideSettings.of(environment, PREFIX, isLoopback);
        String subject = environment.getOrDefault(SUBJECT, "");
        if (outside.issuer().isPresent() == subject.isEmpty()) {
            throw new Problem(
                    ProblemType.LOCAL,
                    subject.isEmpty()
                            ? SUBJECT
                                    + " is needed with "
                                    + PREFIX
                                    + "_OAUTH_ISSUER: mcplocal acts as one person; expected the"
                                    + " \"sub\" of that person's tokens"
                            : SUBJECT + ": means nothing without " + PREFIX + "_OAUTH_ISSUER");
        }
        return new RemoteAccess(
                isLoopback,
                outside.publicUrl(),
                outside.issuer().map(issuer -> new OwnerElsewhere(issuer, subject)));
    }

    /**
     * Whether connections may come from elsewhere, handed on by a process of this machine, whose
     * user then says nothing of who is behind it.
     */
    boolean isOpen() {
        return publicUrl.isPresent() || guests.isPresent();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException e) {
            throw new Problem(ProblemType.LOCAL, "MCPLOCAL_HOST: no such host \"" + host + "\"", e);
        }
    }
}
