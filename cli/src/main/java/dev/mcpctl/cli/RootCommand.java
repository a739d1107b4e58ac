package dev.mcpctl.cli;

import picocli.CommandLine.Command;

/** What {@code mcpctl --help} says; holds every verb and does nothing itself. */
@Command(
        name = "mcpctl",
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Runs MCP servers and gives their tools to MCP clients, one endpoint a project.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl up -f examples/quickstart.yaml",
            "  mcpctl get servers -o wide",
            "  mcpctl --project demo call files/list_directory --args '{\"path\": \".\"}'",
            "  mcpctl config claude --project demo",
            "",
            "\"mcpctl COMMAND --help\" tells more about one command."
        })
final class RootCommand {}
