/**
 * {@code get}: lists and single resources in the form asked for. Tables come as rows that mcpd made
 * and are printed without building objects, because that is what most command lines ask for.
 */
@NullMarked
package dev.mcpctl.cli.get;

import org.jspecify.annotations.NullMarked;
