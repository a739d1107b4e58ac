/**
 * A resource (metadata, spec, status), the description of its kind, and the list of kinds from
 * which routes, columns, references, completion and the contract test derive. Values are immutable;
 * trees handed in are copied or must not be changed afterwards. Any thread.
 */
@NullMarked
package dev.mcpctl.api.resource;

import org.jspecify.annotations.NullMarked;
