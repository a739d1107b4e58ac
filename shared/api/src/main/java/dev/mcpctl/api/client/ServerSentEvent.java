package dev.mcpctl.api.client;

/**
 * One event of a stream.
 *
 * @param type what stood after {@code event:}
 * @param id what stood after {@code id:}; empty when nothing did
 */
record ServerSentEvent(String type, String id, String data) {}
