package dev.mcpctl.cli.context;

import picocli.CommandLine.Model.CommandSpec;

/**
 * A command that describes itself by hand. Annotations read better; this is for the commands that
 * run so often that the time to read annotations shows.
 */
public interface Specified {
    /** Asked once; the command itself is its user object. */
    CommandSpec spec();
}
