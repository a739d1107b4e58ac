/**
 * Servers in containers, through the socket that Docker and Podman both speak. {@link
 * dev.mcpctl.daemon.runtime.docker.DockerRuntime} is the only way in. The engine may go away and
 * come back at any moment: a container that has an address goes on if it can, and is linked again
 * when the engine answers; any other is over at once, removed then, and started again.
 */
@NullMarked
package dev.mcpctl.daemon.runtime.docker;

import org.jspecify.annotations.NullMarked;
