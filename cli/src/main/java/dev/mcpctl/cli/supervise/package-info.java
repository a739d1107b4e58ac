/**
 * One supervisor for each home: a small process without a terminal and without pipes, which keeps
 * the daemons alive that the start record wants. It starts what does not run, takes over what does,
 * and never ends a daemon. {@code up}, a bridge, or a daemon starts it; {@code down} ends it.
 */
@NullMarked
package dev.mcpctl.cli.supervise;

import org.jspecify.annotations.NullMarked;
