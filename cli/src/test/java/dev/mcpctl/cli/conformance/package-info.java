/**
 * The official conformance suite against the staged product, run by {@code mvn -Pconformance
 * verify} and by nothing else. It needs a registry of npm packages.
 */
@NullMarked
package dev.mcpctl.cli.conformance;

import org.jspecify.annotations.NullMarked;
