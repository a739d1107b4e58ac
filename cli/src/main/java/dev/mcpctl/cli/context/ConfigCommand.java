package dev.mcpctl.cli.context;

import picocli.CommandLine.Command;

/** {@code mcpctl config}: holds its members only. */
@Command(
        description = "Show and choose the daemon in use; configure MCP clients.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl config view",
            "  mcpctl config use-context staging",
            "  mcpctl config claude --project demo"
        })
public final class ConfigCommand {}
