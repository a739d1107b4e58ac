/**
 * {@code patch}: changes some fields of one resource. A patch works on the flat form, in which spec
 * fields, labels and annotations stand side by side; mcpd checks the result.
 */
@NullMarked
package dev.mcpctl.cli.patch;

import org.jspecify.annotations.NullMarked;
