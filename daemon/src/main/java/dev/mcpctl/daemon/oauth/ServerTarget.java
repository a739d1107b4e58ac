package dev.mcpctl.daemon.oauth;

import dev.mcpctl.mcp.oauth.SignInSettings;

import java.net.URI;
import java.util.UUID;

/**
 * A server that may want to know who asks.
 *
 * @param uid tells it from an earlier one of its name
 * @param isShared whether one sign-in serves all users
 */
public record ServerTarget(
        String name, UUID uid, URI address, SignInSettings settings, boolean isShared) {}
