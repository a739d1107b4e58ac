/**
 * How we sign in to a server behind us that wants to know who asks: what it and its authorization
 * server say of themselves, our registration there, the code that a person fetches, the tokens that
 * come of it. {@link dev.mcpctl.mcp.oauth.ServerAccount} is the whole for one server and one of our
 * users; it knows neither a database nor a browser. Everything here blocks and may be used on any
 * thread but an event loop. What goes wrong is an {@link dev.mcpctl.mcp.oauth.OAuthException} with
 * words for people, without tokens.
 */
@NullMarked
package dev.mcpctl.mcp.oauth;

import org.jspecify.annotations.NullMarked;
