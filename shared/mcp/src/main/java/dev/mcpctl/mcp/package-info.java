@NullMarked
package dev.mcpctl.mcp;

import org.jspecify.annotations.NullMarked;
