/** The order of this program's filters, in one place. */
@NullMarked
package dev.mcpctl.localproxy.filter;

import org.jspecify.annotations.NullMarked;
