/**
 * Which daemon, which project, whose token: what every command is run with, and the commands that
 * choose it (login, logout, config). Used by the one thread of a command.
 */
@NullMarked
package dev.mcpctl.cli.context;

import org.jspecify.annotations.NullMarked;
