package dev.mcpctl.daemon.resource;

import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.resource.Resource;

import java.util.List;
import java.util.Optional;

/** What the REST routes ask of those who run instances. Any thread; all but the last may block. */
public interface RunningInstances {
    /**
     * Ends the instance, so that the reconciler puts another in its place. Returns when that is
     * sure to happen, not when it has.
     *
     * @param author who asked for it
     */
    void restart(Resource instance, String author);

    /**
     * The end of what the instance wrote last, of the run before when this one wrote nothing yet;
     * empty when nothing was kept.
     */
    List<String> lastLogLines(Resource instance, int count);

    /**
     * What a spec asks for that will never run here, as this program was started; empty when all of
     * it may. Never blocks.
     */
    default Optional<Fault> refusal(Object spec) {
        return Optional.empty();
    }
}
