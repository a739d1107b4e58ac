/**
 * The list of kinds from which routes, columns, references, completion and the contract test
 * derive. Any thread.
 */
@NullMarked
package dev.mcpctl.api.kinds;

import org.jspecify.annotations.NullMarked;
