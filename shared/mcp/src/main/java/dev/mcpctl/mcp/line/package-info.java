/**
 * Messages as lines of a byte stream, as stdio has them: both ends of it, for servers and for
 * clients. Reading blocks the thread that reads; writing is handed to a thread of the writer's own.
 */
@NullMarked
package dev.mcpctl.mcp.line;

import org.jspecify.annotations.NullMarked;
