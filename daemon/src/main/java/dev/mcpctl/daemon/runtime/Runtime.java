package dev.mcpctl.daemon.runtime;

import java.util.List;

/**
 * One way to run servers. It touches only what this installation and this node started. Any thread;
 * calls for one instance come one after the other.
 */
@SuppressWarnings("JavaLangClash") // java.lang's is not what anybody means in this package
public interface Runtime {
    /** Whether {@link #prepare} would have nothing to do. */
    boolean isPrepared(InstanceStart start);

    /**
     * Brings what the start will need to this machine (a package, an image); returns at once when
     * it is there already. May take minutes; an interrupt ends it.
     *
     * @throws StartFailure with words for the user; worth another try later
     */
    void prepare(InstanceStart start) throws StartFailure, InterruptedException;

    /**
     * Starts it and returns without waiting until it serves.
     *
     * @throws StartFailure when nothing was started; the message names what is missing
     */
    RunningInstance start(InstanceStart start) throws StartFailure;

    /**
     * Whether a package that names no runtime is to run here when it is created now. Asked once for
     * each.
     */
    default boolean takesPackages() {
        return false;
    }

    /**
     * What an earlier life of this node left running. Those with a {@link Channel.Address} can go
     * on being used; any can be stopped.
     */
    List<RunningInstance> leftovers();
}
