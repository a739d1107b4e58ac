/** Signing in to servers that want to know who asks. */
@NullMarked
package dev.mcpctl.cli.auth;

import org.jspecify.annotations.NullMarked;
