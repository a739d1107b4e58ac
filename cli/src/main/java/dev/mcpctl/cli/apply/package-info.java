/**
 * {@code apply}: files to resources, all or none. {@code up} uses {@link
 * dev.mcpctl.cli.apply.ManifestFiles} and {@link dev.mcpctl.cli.apply.ApplyFiles} too.
 */
@NullMarked
package dev.mcpctl.cli.apply;

import org.jspecify.annotations.NullMarked;
