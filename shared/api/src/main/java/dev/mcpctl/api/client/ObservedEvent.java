package dev.mcpctl.api.client;

/** Something that happened to a resource; the type is {@code Normal} or {@code Warning}. */
public record ObservedEvent(String at, String type, String reason, String message, int count) {}
