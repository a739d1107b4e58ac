package dev.mcpctl.db.event;

import dev.mcpctl.api.resource.ResourceKey;

import java.time.Instant;

/**
 * Something that happened to an object, for people.
 *
 * @param reason one CamelCase word
 * @param count how often it happened with these words
 * @param firstAt when it happened first
 * @param at when it happened last
 */
public record Event(
        ResourceKey object,
        EventType type,
        String reason,
        String message,
        int count,
        Instant firstAt,
        Instant at) {}
