package dev.mcpctl.cli.inspect;

/** A line of the screen, as long as the screen is wide or shorter. */
record Line(String text, Look look) {
    /** How it is set off. */
    enum Look {
        PLAIN,
        BAR,
        HEADING,
        SELECTED,
        FAILED,
        REQUEST
    }
}
