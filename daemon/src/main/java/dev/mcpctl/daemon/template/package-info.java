/**
 * The templates that come with mcpd. {@link dev.mcpctl.daemon.template.ShippedTemplates} reads them
 * once, when mcpd starts; they lie below what is stored.
 */
@NullMarked
package dev.mcpctl.daemon.template;

import org.jspecify.annotations.NullMarked;
