/** The kind secret: key/value credentials. Values leave this package only sealed, or as null. */
@NullMarked
package dev.mcpctl.api.secret;

import org.jspecify.annotations.NullMarked;
