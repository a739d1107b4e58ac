package dev.mcpctl.cli.bench;

import dev.mcpctl.cli.e2e.EchoManifest;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;

/** The echo server as a child of this process, called with nothing between. */
final class StdioEcho implements AutoCloseable {
    private final Process process;
    private final BufferedWriter input;
    private final BufferedReader output;

    StdioEcho() throws IOException {
        process = new ProcessBuilder("node", EchoManifest.SCRIPT.toString()).start();
        input = process.outputWriter();
        output = process.inputReader();
        exchange(
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                        + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                        + "\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}");
    }

    String call(String text) throws IOException {
        return exchange(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{"
                        + "\"name\":\"echo\",\"arguments\":{\"text\":\""
                        + text
                        + "\"}}}");
    }

    private String exchange(String line) throws IOException {
        input.write(line);
        input.write('\n');
        input.flush();
        String answer = output.readLine();
        if (answer == null) {
            throw new IOException("the echo server ended");
        }
        return answer;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
