package dev.mcpctl.daemon.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Ends what an earlier life of this node left running, all at the same time. */
public final class Leftovers {
    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

    private Leftovers() {}

    /**
     * Ends all that the runtimes find; returns when nothing of it is left. Call it before this life
     * starts anything.
     *
     * @return the names of the instances that were ended
     */
    public static List<String> stopAllOf(Collection<Runtime> runtimes) {
        return stop(runtimes.stream().flatMap(runtime -> runtime.leftovers().stream()).toList());
    }

    /** Ends these. */
    public static List<String> stop(List<RunningInstance> instances) {
        List<String> names = new ArrayList<>();
        List<Thread> stopping = new ArrayList<>();
        for (RunningInstance left : instances) {
            log.atInfo()
                    .addKeyValue("instance", left.instance())
                    .addKeyValue("handle", left.handle())
                    .log("ending what an earlier mcpd left running");
            names.add(left.instance());
            stopping.add(Thread.ofVirtual().name("reaping").start(left::stop));
        }
        try {
            for (Thread each : stopping) {
                each.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.copyOf(names);
    }
}
