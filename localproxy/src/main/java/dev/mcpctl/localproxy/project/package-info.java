/**
 * One endpoint for each project: the lists of its servers merged, names and URIs made unique, calls
 * routed to mcpd, changes fanned out. {@link dev.mcpctl.localproxy.project.ProjectEndpoints} is
 * what others use; its endpoints block the exchange's own virtual thread and never an event loop.
 * Lists are fetched in the background and answered from memory; a server that fails or is slow
 * delays and hides nobody else's. All of it ends with {@code ProjectEndpoints.close()}.
 */
@NullMarked
package dev.mcpctl.localproxy.project;

import org.jspecify.annotations.NullMarked;
