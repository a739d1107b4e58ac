/**
 * Servers in containers, through the socket that Docker and Podman both speak. {@link
 * dev.mcpctl.daemon.runtime.docker.DockerRuntime} is the only way in. The engine may go away and
 * come back at any moment: what it ran is then ended, and started again when it answers.
 */
@NullMarked
package dev.mcpctl.daemon.runtime.docker;

import org.jspecify.annotations.NullMarked;
