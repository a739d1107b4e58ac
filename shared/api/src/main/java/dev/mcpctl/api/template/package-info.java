/** The kind template: a blueprint that servers are made from. */
@NullMarked
package dev.mcpctl.api.template;

import org.jspecify.annotations.NullMarked;
