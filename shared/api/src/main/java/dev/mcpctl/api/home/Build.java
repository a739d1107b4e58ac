package dev.mcpctl.api.home;

/** Which mcpctl this is. */
public final class Build {
    /** That of the project as Maven knows it. */
    public static final String VERSION = "0.1.0";

    private Build() {}

    /** What tells this build from any other; programs of one build belong together. */
    public static String id() {
        return System.getProperty("mcpctl.build", "dev");
    }
}
