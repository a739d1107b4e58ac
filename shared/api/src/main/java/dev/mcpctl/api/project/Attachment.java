package dev.mcpctl.api.project;

/**
 * One server in a project.
 *
 * @param alias what stands before the server's tools; unique in the project
 * @param pointer where the server's name was written, below the spec
 */
public record Attachment(String server, String alias, String pointer) {}
