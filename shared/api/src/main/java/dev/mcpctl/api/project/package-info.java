/** The kind project: a group of servers behind one MCP endpoint. */
@NullMarked
package dev.mcpctl.api.project;

import org.jspecify.annotations.NullMarked;
