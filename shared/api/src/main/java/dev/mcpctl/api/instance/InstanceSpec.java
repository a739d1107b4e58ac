package dev.mcpctl.api.instance;

/** What an instance is of: the server, and the generation of its spec that was started. */
public record InstanceSpec(String server, int generation) {}
