package dev.mcpctl.api.instance;

/** Where an instance is in its life; the label is what is printed. */
public enum InstanceState {
    PENDING("Pending"),
    PULLING("Pulling"),
    STARTING("Starting"),
    RUNNING("Running"),
    CRASH_LOOP_BACK_OFF("CrashLoopBackOff"),
    IMAGE_PULL_BACK_OFF("ImagePullBackOff"),
    STOPPED("Stopped"),
    TERMINATING("Terminating");

    private final String label;

    InstanceState(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
