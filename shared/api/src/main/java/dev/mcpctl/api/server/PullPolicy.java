package dev.mcpctl.api.server;

/** When an image is fetched from its registry. */
public enum PullPolicy {
    ALWAYS("Always"),
    IF_NOT_PRESENT("IfNotPresent"),
    NEVER("Never");

    private final String label;

    PullPolicy(String label) {
        this.label = label;
    }

    /** As written. */
    public String label() {
        return label;
    }

    /** What holds for an image that says nothing: a tag that moves is asked for at each start. */
    public static PullPolicy impliedBy(String reference) {
        if (reference.contains("@")) {
            return IF_NOT_PRESENT;
        }
        String name = reference.substring(reference.lastIndexOf('/') + 1);
        int colon = name.indexOf(':');
        return colon < 0 || name.substring(colon).equals(":latest") ? ALWAYS : IF_NOT_PRESENT;
    }
}
