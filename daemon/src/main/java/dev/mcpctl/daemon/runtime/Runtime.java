package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.server.ServerSource;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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
     * Why nothing of that source will ever run here, as this program was started, in words for
     * whoever writes it; empty when it may.
     */
    default Optional<String> refusal(ServerSource source) {
        return Optional.empty();
    }

    /**
     * The newest version of an npm package, as its registry has it now. May take a minute; an
     * interrupt ends it.
     */
    default String newestVersion(String npmPackage) throws StartFailure, InterruptedException {
        throw new StartFailure("NoPackages", "packages are not run here");
    }

    /**
     * Removes packages that it brought, each for several servers, and that nobody wants any more;
     * but for those that something runs from yet. Blocks.
     *
     * @param isWanted asked now, and at any later time at which something may be removed
     */
    default void discardPackages(Predicate<ServerSource.NpmPackage> isWanted) {}

    /**
     * What an earlier life of this node left running. Those with a {@link Channel.Address} can go
     * on being used; any can be stopped.
     */
    List<RunningInstance> leftovers();
}
