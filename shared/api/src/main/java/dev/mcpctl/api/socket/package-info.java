/**
 * What the kernel knows about this machine's sockets. Reads files of {@code /proc}, so not for
 * event loops; any thread.
 */
@NullMarked
package dev.mcpctl.api.socket;

import org.jspecify.annotations.NullMarked;
