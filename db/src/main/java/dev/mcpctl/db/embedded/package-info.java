/**
 * A PostgreSQL server without an installation: its programs come from the class path. Owned by
 * {@code Database}, or by a test.
 */
@NullMarked
package dev.mcpctl.db.embedded;

import org.jspecify.annotations.NullMarked;
