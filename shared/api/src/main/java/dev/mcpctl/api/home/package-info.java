/**
 * What lies under {@code MCPCTL_HOME}: paths and their modes, who runs ({@code run/}), contexts and
 * credentials, and how a program of ours is started without holding on to it. Every file is written
 * whole and replaced by a rename, so a reader never sees half of one. Blocking; any thread, any
 * process of the same user.
 */
@NullMarked
package dev.mcpctl.api.home;

import org.jspecify.annotations.NullMarked;
