/** The kind serverattachment: a server in a project, a view of the project's list of servers. */
@NullMarked
package dev.mcpctl.api.attachment;

import org.jspecify.annotations.NullMarked;
