package dev.mcpctl.cli.auth;

import picocli.CommandLine.Command;

/** {@code mcpctl auth}: holds its members only. */
@Command(
        description = "Sign in to servers that want to know who asks.",
        footerHeading = "%nExamples:%n",
        footer = {"  mcpctl auth server tracker", "  mcpctl auth server tracker --remove"})
public final class AuthCommand {}
