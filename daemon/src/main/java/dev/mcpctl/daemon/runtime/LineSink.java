package dev.mcpctl.daemon.runtime;

import java.io.IOException;

/** Takes the lines of a log, without their line ends. May block; an exception ends the reading. */
@FunctionalInterface
public interface LineSink {
    void line(String line) throws IOException, InterruptedException;
}
