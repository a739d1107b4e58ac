/**
 * mcpctl: the command tree, exit codes and the one place where a failure becomes a line on stderr.
 * A client of mcpd and mcplocal that owns nothing. One thread; verbs are packages below this one.
 */
@NullMarked
package dev.mcpctl.cli;

import org.jspecify.annotations.NullMarked;
