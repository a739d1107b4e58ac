package dev.mcpctl.daemon.mcp;

import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.api.server.SignIn;
import dev.mcpctl.api.server.Transport;
import dev.mcpctl.api.server.Value;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.oauth.Accounts;
import dev.mcpctl.daemon.oauth.ServerTarget;
import dev.mcpctl.daemon.oauth.UserUpstreams;
import dev.mcpctl.daemon.runtime.Channel;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.server.Dialer;
import dev.mcpctl.db.instance.Owner;
import dev.mcpctl.mcp.oauth.Client;
import dev.mcpctl.mcp.oauth.SignInSettings;
import dev.mcpctl.mcp.upstream.Authorization;
import dev.mcpctl.mcp.upstream.HttpSseUpstream;
import dev.mcpctl.mcp.upstream.HttpUpstream;
import dev.mcpctl.mcp.upstream.StdioChannel;
import dev.mcpctl.mcp.upstream.StdioUpstream;
import dev.mcpctl.mcp.upstream.Upstream;
import dev.mcpctl.mcp.upstream.UpstreamSettings;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The clients of servers, over pipes and over the network. */
record Network(
        Vertx vertx,
        HttpClientAgent client,
        UpstreamSettings settings,
        Accounts accounts,
        Supplier<Catalog> catalog)
        implements Dialer {
    @Override
    public Upstream stdio(String server, Owner owner, StdioChannel.Source channels) {
        return new StdioUpstream(server, channels, settings(owner));
    }

    @Override
    public Upstream http(Owner owner, InstanceStart start, Channel.Address address) {
        Optional<ServerTarget> target = target(start);
        if (target.isEmpty()) {
            return upstream(owner, start, address, Authorization.NONE);
        }
        String server = start.server();
        accounts.serve(target.get());
        if (target.get().isShared()) {
            return upstream(owner, start, address, accounts.account(server, Accounts.ALL));
        }
        return new UserUpstreams(
                server,
                account -> upstream(owner, start, address, accounts.account(server, account)),
                () -> accounts.signedIn(server));
    }

    private Upstream upstream(
            Owner owner,
            InstanceStart start,
            Channel.Address address,
            Authorization authorization) {
        return start.transport() == Transport.SSE
                ? new HttpSseUpstream(
                        start.server(),
                        vertx,
                        client,
                        address.uri(),
                        address::headers,
                        authorization,
                        settings(owner))
                : new HttpUpstream(
                        start.server(),
                        vertx,
                        client,
                        address.uri(),
                        address::headers,
                        authorization,
                        settings(owner));
    }

    private UpstreamSettings settings(Owner owner) {
        return owner.isEverybody() ? settings : settings.forOneCaller();
    }

    /** Where one may have to sign in: what others run, and what has no fixed credential. */
    private Optional<ServerTarget> target(InstanceStart start) {
        boolean isAuthorized =
                start.headers().keySet().stream().anyMatch("authorization"::equalsIgnoreCase);
        if (isAuthorized || !(start.source() instanceof ServerSource.Url url)) {
            return Optional.empty();
        }
        return catalog.get()
                .find(ResourceKey.global(Servers.KIND.name(), start.server()))
                .map(resource ->
                        new ServerTarget(
                                start.server(),
                                UUID.fromString(String.valueOf(resource.metadata().uid())),
                                url.url(),
                                settings(url.signIn()),
                                url.signIn().credentials() == SignIn.Credentials.SHARED));
    }

    private static SignInSettings settings(SignIn signIn) {
        return new SignInSettings(
                signIn.issuer(),
                signIn.clientId().map(id -> client(signIn, text(id))),
                signIn.scopes(),
                signIn.grant() == SignIn.Grant.CLIENT_CREDENTIALS
                        ? SignInSettings.Grant.CLIENT
                        : SignInSettings.Grant.PERSON,
                signIn.discovery() == SignIn.Discovery.ORIGIN
                        ? SignInSettings.Place.ORIGIN
                        : SignInSettings.Place.METADATA);
    }

    private static Client client(SignIn signIn, String id) {
        return signIn.clientKey()
                .map(key -> Client.keyed(id, text(key)))
                .orElseGet(
                        () -> Client.of(id, signIn.clientSecret().map(Network::text).orElse("")));
    }

    /** A start has what stood in secrets filled in. */
    private static String text(Value value) {
        return value instanceof Value.Literal(String text) ? text : "";
    }
}
