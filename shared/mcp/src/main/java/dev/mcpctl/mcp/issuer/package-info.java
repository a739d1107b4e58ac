/**
 * Tokens that clients come with and that somebody else has issued: whom this program trusts, what
 * such a token must say, and what a client is told that has none. {@link
 * dev.mcpctl.mcp.issuer.ResourceServer} is what a listener asks. The token is looked at and goes
 * nowhere. Any thread; what blocks says so.
 */
@NullMarked
package dev.mcpctl.mcp.issuer;

import org.jspecify.annotations.NullMarked;
