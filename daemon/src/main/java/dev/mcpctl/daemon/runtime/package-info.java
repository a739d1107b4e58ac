/**
 * Starts and stops what a server's spec describes, and knows nothing of why. A {@link
 * dev.mcpctl.daemon.runtime.Runtime} is called by the one worker of a server, on a virtual thread;
 * everything may block. What a runtime started is stopped through the {@link
 * dev.mcpctl.daemon.runtime.RunningInstance} that it handed out, or, after a crash of this program,
 * through {@link dev.mcpctl.daemon.runtime.Runtime#leftovers}. Values of secrets pass through and
 * are shown nowhere.
 */
@NullMarked
package dev.mcpctl.daemon.runtime;

import org.jspecify.annotations.NullMarked;
