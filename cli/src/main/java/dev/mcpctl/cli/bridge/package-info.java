/**
 * {@code mcpctl mcp}: connects the standard input and output of an MCP client with mcplocal's Unix
 * socket. A line pump with a ledger: lines pass untouched, and what is open in either direction is
 * remembered, so that the client survives the death of an mcplocal. Nothing but MCP goes to the
 * standard output.
 *
 * <p>Many bridges run at once and clients wait for each to start, so this package uses the JDK
 * alone, and neither lambdas nor frameworks on the way to the first answer.
 */
@NullMarked
package dev.mcpctl.cli.bridge;

import org.jspecify.annotations.NullMarked;
