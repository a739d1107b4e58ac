package dev.mcpctl.api.attachment;

/** The attached server; project and alias are the metadata's project and name. */
public record ServerAttachmentSpec(String server) {}
