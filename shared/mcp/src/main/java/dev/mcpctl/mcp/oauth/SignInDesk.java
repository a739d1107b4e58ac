package dev.mcpctl.mcp.oauth;

import dev.mcpctl.mcp.upstream.SignInRequiredException;

/** Has people sign in. */
public interface SignInDesk {
    /**
     * Somebody has to sign in before the server can be asked.
     *
     * @return true when somebody has, meanwhile
     * @throws SignInRequiredException when nobody is waited for
     */
    boolean isSignedIn(ServerAccount account);
}
