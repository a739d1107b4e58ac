package dev.mcpctl.localproxy.project;

import java.util.List;
import java.util.Locale;

/**
 * Clients of the handshake era that drop or refuse tools with a slash in the name, by what they
 * call themselves in {@code initialize}. Clients of 2026-07-28 are never judged by their name.
 */
final class SlashRefusers {
    private static final List<String> BEGINNINGS =
            List.of(
                    "claude-ai", // Claude Desktop and claude.ai
                    "claude-code",
                    "github-copilot",
                    "copilot",
                    "visual studio code",
                    "windsurf",
                    "codeium");

    private SlashRefusers() {}

    static boolean include(String clientName) {
        String name = clientName.toLowerCase(Locale.ROOT);
        return BEGINNINGS.stream().anyMatch(name::startsWith);
    }
}
