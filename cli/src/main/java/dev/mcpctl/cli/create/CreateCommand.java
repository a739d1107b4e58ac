package dev.mcpctl.cli.create;

import picocli.CommandLine.Command;

/** {@code mcpctl create}: holds one command a kind. */
@Command(
        description = "Create a resource from flags; \"apply\" creates any from a file.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl create secret grafana-creds --data API_KEY=@key.txt",
            "  mcpctl create server files --package @modelcontextprotocol/server-filesystem --arg /data",
            "  mcpctl create project demo --server files"
        })
public final class CreateCommand {}
