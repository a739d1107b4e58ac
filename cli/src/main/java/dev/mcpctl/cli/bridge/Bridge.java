package dev.mcpctl.cli.bridge;

/** The program behind {@code mcpctl mcp} in the launcher. */
public final class Bridge {
    private Bridge() {}

    public static void main(String[] arguments) {
        System.exit(StdioBridge.run(arguments));
    }
}
