package dev.mcpctl.cli.e2e;

import java.io.IOException;

/**
 * A server of the official TypeScript SDK that listens, in a node process of its own; its first
 * line of output is its port.
 */
final class NodeServer implements AutoCloseable {
    private final Process process;
    private final int port;

    /** Starts a script of the SDK's folder, and returns when it listens. */
    NodeServer(String script, String argument) throws IOException {
        process =
                new ProcessBuilder("node", script, argument)
                        .directory(TypeScriptSdk.FOLDER.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        port = Integer.parseInt(process.inputReader().readLine());
    }

    int port() {
        return port;
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
