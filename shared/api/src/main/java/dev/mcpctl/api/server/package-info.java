/** The kind server: one MCP server, where it comes from and how it is run. */
@NullMarked
package dev.mcpctl.api.server;

import org.jspecify.annotations.NullMarked;
