/** {@code status}: whether the programs run, can be reached, and know who we are. */
@NullMarked
package dev.mcpctl.cli.status;

import org.jspecify.annotations.NullMarked;
