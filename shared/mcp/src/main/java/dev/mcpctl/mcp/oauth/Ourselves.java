package dev.mcpctl.mcp.oauth;

import java.net.URI;
import java.util.Optional;

/**
 * What we are to authorization servers.
 *
 * @param name for the page on which a person agrees
 * @param redirect where a browser is sent back to; empty where no browser reaches us
 * @param document where we say so ourselves, on the public web; empty when we are not there
 */
public record Ourselves(String name, Optional<URI> redirect, Optional<URI> document) {}
