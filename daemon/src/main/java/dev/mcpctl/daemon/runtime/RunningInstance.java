package dev.mcpctl.daemon.runtime;

import java.util.concurrent.CompletionStage;

/** Something a runtime started. Any thread. */
public interface RunningInstance {
    /** The name of the instance it was started as. */
    String instance();

    /** Process id or container id, for people. */
    String handle();

    /** Clock ticks from boot to its start, which with the handle names a process; 0 for others. */
    default long startTime() {
        return 0;
    }

    /** {@link InstanceStart#fingerprint} of what it was started from; empty when not recorded. */
    default String fingerprint() {
        return "";
    }

    /** The digest of the image that it runs; empty for what is no container. */
    default String imageDigest() {
        return "";
    }

    /** How messages reach it. */
    Channel channel();

    /**
     * Completes as soon as it ended by itself or was stopped, all that it had started with it.
     * Never completes for what somebody else runs.
     */
    CompletionStage<Exit> exit();

    /** Ends it and all that it started; returns when nothing is left. A second call is harmless. */
    void stop();
}
