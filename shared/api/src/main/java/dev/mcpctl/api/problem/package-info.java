/**
 * What can go wrong, as the user sees it: one table of slugs, HTTP statuses, reasons and exit
 * codes, and the exception that carries a row of it. Thrown where a failure is known, shown at the
 * edges (REST, MCP, CLI), never caught in between merely to rewrap.
 */
@NullMarked
package dev.mcpctl.api.problem;

import org.jspecify.annotations.NullMarked;
