/**
 * {@code create}: one resource from flags. Each command makes a spec as a manifest would hold it;
 * {@link dev.mcpctl.cli.create.Creation} sends and prints it; mcpd checks it.
 */
@NullMarked
package dev.mcpctl.cli.create;

import org.jspecify.annotations.NullMarked;
