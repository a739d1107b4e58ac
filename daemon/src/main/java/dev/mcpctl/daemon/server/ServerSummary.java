package dev.mcpctl.daemon.server;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.api.instance.InstanceState;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What there is to say of a server as a whole.
 *
 * @param ready instances that take calls
 * @param message empty when there is nothing to say
 */
record ServerSummary(InstanceState state, Health health, int ready, String message) {
    /** The state that says most about when calls will be answered comes first. */
    private static final List<InstanceState> FOREMOST =
            List.of(
                    InstanceState.RUNNING,
                    InstanceState.STARTING,
                    InstanceState.PULLING,
                    InstanceState.CRASH_LOOP_BACK_OFF,
                    InstanceState.IMAGE_PULL_BACK_OFF,
                    InstanceState.PENDING,
                    InstanceState.TERMINATING,
                    InstanceState.STOPPED);

    /**
     * @param idle where the server is in its life apart from its instances
     * @param wanted how many there are to be
     */
    static ServerSummary of(List<Replica> replicas, ServerPhase idle, int wanted) {
        List<Replica> staying =
                replicas.stream().filter(replica -> !replica.now().isTerminating()).toList();
        if (staying.isEmpty()) {
            boolean isEnding = !replicas.isEmpty() && !(idle instanceof ServerPhase.Blocked);
            return new ServerSummary(
                    isEnding ? InstanceState.TERMINATING : idle.state(),
                    Health.UNKNOWN,
                    0,
                    idle.message());
        }
        InstanceState state =
                staying.stream()
                        .map(replica -> replica.now().phase().state())
                        .min(Comparator.comparingInt(FOREMOST::indexOf))
                        .orElseThrow();
        int ready = (int) staying.stream().filter(replica -> replica.now().isServing()).count();
        return new ServerSummary(
                state, health(staying, wanted), ready, message(staying, wanted, ready));
    }

    private static Health health(List<Replica> staying, int wanted) {
        List<Health> running =
                staying.stream()
                        .filter(replica -> replica.running() != null)
                        .map(replica -> replica.now().health())
                        .toList();
        if (running.stream().filter(Health.HEALTHY::equals).count() >= Math.max(1, wanted)) {
            return Health.HEALTHY;
        }
        return running.stream()
                .distinct()
                .reduce((_, _) -> Health.DEGRADED)
                .map(only -> only == Health.HEALTHY ? Health.DEGRADED : only)
                .orElse(Health.UNKNOWN);
    }

    private static String message(List<Replica> staying, int wanted, int ready) {
        Optional<Replica> held = heldUp(staying);
        if (held.isPresent()) {
            Replica.Now now = held.get().now();
            return "the change is held up, and what ran before goes on: instance "
                    + held.get().name()
                    + " ("
                    + now.phase().state().label()
                    + "): "
                    + now.message();
        }
        Optional<Replica> worst =
                staying.stream()
                        .filter(replica -> !replica.now().message().isEmpty())
                        .max(
                                Comparator.comparingInt(replica ->
                                        FOREMOST.indexOf(replica.now().phase().state())));
        if (wanted <= 1 && staying.size() == 1) {
            return worst.map(replica -> replica.now().message()).orElse("");
        }
        String why =
                worst.map(replica ->
                                "instance "
                                        + replica.name()
                                        + " ("
                                        + replica.now().phase().state().label()
                                        + "): "
                                        + replica.now().message())
                        .orElse("");
        if (ready >= wanted) {
            return why;
        }
        String count = ready + " of " + wanted + " instances are ready";
        return why.isEmpty() ? count : count + "; " + why;
    }

    /** The instance of the present spec that does not come up while one of an earlier serves. */
    private static Optional<Replica> heldUp(List<Replica> staying) {
        boolean isServedByOld =
                staying.stream()
                        .anyMatch(replica -> replica.isSuperseded() && replica.now().isServing());
        return isServedByOld
                ? staying.stream()
                        .filter(replica -> !replica.isSuperseded())
                        .filter(replica -> !replica.now().message().isEmpty())
                        .findFirst()
                : Optional.empty();
    }
}
