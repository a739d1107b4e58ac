/**
 * YAML 1.2 text to nodes that know their place: limits, faults and places are the same for
 * manifests and for our own configuration. Any thread.
 */
@NullMarked
package dev.mcpctl.api.yaml;

import org.jspecify.annotations.NullMarked;
