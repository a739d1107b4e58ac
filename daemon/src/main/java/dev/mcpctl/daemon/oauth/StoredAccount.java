package dev.mcpctl.daemon.oauth;

import dev.mcpctl.db.secret.ServerCredentials;
import dev.mcpctl.mcp.oauth.Client;
import dev.mcpctl.mcp.oauth.Credential;
import dev.mcpctl.mcp.oauth.CredentialStore;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/** What one account has at one server, in the database. */
final class StoredAccount implements CredentialStore {
    private final ServerCredentials table;
    private final UUID server;
    private final String account;

    StoredAccount(ServerCredentials table, UUID server, String account) {
        this.table = table;
        this.server = server;
        this.account = account;
    }

    @Override
    public Optional<Credential> latest() {
        return table.newest(server, account).map(Credential::of);
    }

    @Override
    public Optional<Credential> find(String issuer) {
        return table.find(server, account, issuer).map(Credential::of);
    }

    @Override
    public void save(Credential credential) {
        table.save(server, account, credential.issuer(), credential.text());
    }

    @Override
    public void remove(String issuer) {
        table.remove(server, account, issuer);
    }

    @Override
    public Optional<Client> registration(String issuer, URI redirect) {
        return table.registration(issuer, redirect.toString()).map(Client::of);
    }

    @Override
    public void saveRegistration(String issuer, URI redirect, Client client) {
        table.saveRegistration(issuer, redirect.toString(), client.text());
    }

    @Override
    public void removeRegistration(String issuer, URI redirect) {
        table.removeRegistration(issuer, redirect.toString());
    }
}
