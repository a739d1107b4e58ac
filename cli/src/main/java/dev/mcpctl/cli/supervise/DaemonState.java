package dev.mcpctl.cli.supervise;

import java.util.Locale;
import java.util.Optional;

/**
 * How one daemon does, as its supervisor sees it.
 *
 * @param pid 0 when it does not run
 * @param detail why it does not run; empty when it does
 */
public record DaemonState(Phase phase, long pid, String detail) {
    static final DaemonState UNKNOWN = new DaemonState(Phase.WAITING, 0, "");

    /** What a supervisor does about a daemon. */
    public enum Phase {
        /** The process lives and does not answer yet. */
        STARTING,
        RUNNING,
        /** It died and will be started after a pause. */
        WAITING,
        /** It said why it cannot start; tried again now and then. */
        REFUSED,
        /** It died too often; tried again when {@code up} runs. */
        GIVEN_UP;

        /** {@code given-up}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<Phase> of(String label) {
            for (Phase phase : values()) {
                if (phase.label().equals(label)) {
                    return Optional.of(phase);
                }
            }
            return Optional.empty();
        }
    }
}
