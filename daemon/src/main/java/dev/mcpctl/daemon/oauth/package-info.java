/**
 * Signing in to servers behind us: whose token a call goes with ({@link
 * dev.mcpctl.daemon.oauth.Accounts}), the links that people open for that ({@link
 * dev.mcpctl.daemon.oauth.SignIns}), the pages that they see and the questions that MCP clients are
 * asked. A link belongs to the principal that it was made for, is good for one sign-in and not for
 * long. Everything here blocks, on the threads of requests.
 */
@NullMarked
package dev.mcpctl.daemon.oauth;

import org.jspecify.annotations.NullMarked;
