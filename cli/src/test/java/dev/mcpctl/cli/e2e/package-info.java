/**
 * The staged product, driven from outside as a person does: the launcher, real daemons, real
 * servers. Each test class has a home of its own, on free ports, and leaves no process behind.
 */
@NullMarked
package dev.mcpctl.cli.e2e;

import org.jspecify.annotations.NullMarked;
