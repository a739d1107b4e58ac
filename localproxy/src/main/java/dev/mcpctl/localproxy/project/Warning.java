package dev.mcpctl.localproxy.project;

/** Something that a person should know of one server of a project. */
public record Warning(String project, String server, String detail) {}
