/** Who may speak to the daemon: hashes of bearer tokens and their subjects. Any thread. */
@NullMarked
package dev.mcpctl.db.token;

import org.jspecify.annotations.NullMarked;
