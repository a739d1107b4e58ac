/**
 * {@code config claude}: writes the entry through which Claude Code reaches a project. Touches one
 * file of the working directory, never a secret.
 */
@NullMarked
package dev.mcpctl.cli.claude;

import org.jspecify.annotations.NullMarked;
