/**
 * Manifests: YAML or JSON text to the envelopes that mcpd takes, with the place of everything, and
 * resources to the one canonical text. Any thread; nothing is kept.
 */
@NullMarked
package dev.mcpctl.api.manifest;

import org.jspecify.annotations.NullMarked;
