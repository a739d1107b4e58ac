package dev.mcpctl.mcp.oauth;

import java.net.URI;
import java.util.Optional;

/**
 * Where credentials of one account at one server, and our registrations, outlive this process. May
 * block; any thread.
 */
public interface CredentialStore {
    /** What was saved last, of whatever issuer. */
    Optional<Credential> latest();

    Optional<Credential> find(String issuer);

    /** Stands for what was there of the same issuer. */
    void save(Credential credential);

    /** Forgets what was given by an issuer. */
    void remove(String issuer);

    /** What we registered as at an issuer, for being sent back to that address. */
    Optional<Client> registration(String issuer, URI redirect);

    void saveRegistration(String issuer, URI redirect, Client client);

    void removeRegistration(String issuer, URI redirect);
}
