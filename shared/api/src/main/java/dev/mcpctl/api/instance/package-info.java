/** The kind instance: one running copy of a server, made by the reconciler and never by a user. */
@NullMarked
package dev.mcpctl.api.instance;

import org.jspecify.annotations.NullMarked;
